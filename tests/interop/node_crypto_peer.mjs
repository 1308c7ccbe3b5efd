// A second implementation of proofs: jsonld.js for canonical forms, node's own crypto for the
// rest, and nothing of anybody's library of proofs. Each line of standard input is a request, each
// line of standard output its answer, both JSON. Nothing is fetched.

import * as crypto from 'node:crypto';
import {createInterface} from 'node:readline';

import jsonld from 'jsonld';

const JCS_SUITES = new Set(['eddsa-jcs-2022', 'ecdsa-jcs-2019']);
const DETACHED = new Set(['Ed25519Signature2018', 'JsonWebSignature2020']);
// Multicodec header of a public key: its curve, the name of it in OpenSSL, the suites' hash.
const CURVES = {
  'ed01': {crv: 'Ed25519', hash: 'sha256'},
  '8024': {crv: 'P-256', openssl: 'prime256v1', hash: 'sha256'},
  '8124': {crv: 'P-384', openssl: 'secp384r1', hash: 'sha384'},
  'e701': {crv: 'secp256k1', openssl: 'secp256k1', hash: 'sha256'}
};
const PSS = {
  padding: crypto.constants.RSA_PKCS1_PSS_PADDING,
  saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST
};
const RAW = {dsaEncoding: 'ieee-p1363'};
const ALGORITHMS = {
  EdDSA: [null, {}], Ed25519: [null, {}],
  ES256: ['sha256', RAW], ES384: ['sha384', RAW], ES512: ['sha512', RAW], ES256K: ['sha256', RAW],
  RS256: ['sha256', {}], RS384: ['sha384', {}], RS512: ['sha512', {}],
  PS256: ['sha256', PSS], PS384: ['sha384', PSS], PS512: ['sha512', PSS]
};
const contexts = new Map();

async function documentLoader(url) {
  const document = contexts.get(url);
  if(!document) {
    throw new Error(`not loaded: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

const digest = (hash, text) => crypto.createHash(hash).update(text, 'utf8').digest();

function jcs(value) {
  if(Array.isArray(value)) {
    return `[${value.map(jcs).join(',')}]`;
  }
  if(value && typeof value === 'object') {
    const members = Object.keys(value).sort().map(
      name => `${JSON.stringify(name)}:${jcs(value[name])}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

async function rdfc(document, hash) {
  return jsonld.canonize(document, {
    algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, base: null, documentLoader,
    canonizeOptions: {messageDigestAlgorithm: hash}, messageDigestAlgorithm: hash
  });
}

function decodeBase58(text) {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let number = 0n;
  for(const character of text) {
    number = number * 58n + BigInt(alphabet.indexOf(character));
  }
  const hex = number.toString(16);
  const zeros = /^1*/.exec(text)[0].length;
  return Buffer.concat([
    Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')]);
}

function readMultikey(multikey) {
  const data = decodeBase58(multikey.slice(1));
  const curve = CURVES[data.subarray(0, 2).toString('hex')];
  const raw = data.subarray(2);
  if(!curve.openssl) {
    const jwk = {kty: 'OKP', crv: curve.crv, x: raw.toString('base64url')};
    return {...curve, key: crypto.createPublicKey({key: jwk, format: 'jwk'})};
  }
  const point = crypto.ECDH.convertKey(raw, curve.openssl, undefined, undefined, 'uncompressed');
  const size = (point.length - 1) / 2;
  const jwk = {
    kty: 'EC', crv: curve.crv, x: point.subarray(1, 1 + size).toString('base64url'),
    y: point.subarray(1 + size).toString('base64url')
  };
  return {...curve, key: crypto.createPublicKey({key: jwk, format: 'jwk'})};
}

// hash(options) || hash(document)
async function hashes(document, options, hash, isJcs) {
  const parts = isJcs ? [jcs(options), jcs(document)] : [
    await rdfc({...options, '@context': document['@context']}, hash), await rdfc(document, hash)];
  return Buffer.concat(parts.map(part => digest(hash, part)));
}

const checks = (alg, data, key, signature) => {
  const [hash, how] = ALGORITHMS[alg];
  return crypto.verify(hash, data, {key, ...how}, signature);
};

async function verify({document, proof, multikey}) {
  const {proofValue, jws, ...options} = proof;
  const {hash, key} = readMultikey(multikey);
  if(DETACHED.has(proof.type)) {
    const [header, , signature] = jws.split('.');
    const {alg} = JSON.parse(Buffer.from(header, 'base64url'));
    const signed = await hashes(document, options, 'sha256', false);
    return checks(
      alg, Buffer.concat([Buffer.from(`${header}.`), signed]), key,
      Buffer.from(signature, 'base64url'));
  }
  const isJcs = JCS_SUITES.has(proof.cryptosuite);
  const under = isJcs && options['@context'] ?
    {...document, '@context': options['@context']} : document;
  const signed = await hashes(under, options, hash, isJcs);
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : hash;
  return crypto.verify(algorithm, signed, {key, ...RAW}, decodeBase58(proofValue.slice(1)));
}

const operations = {
  contexts({documents}) {
    Object.entries(documents).forEach(([url, document]) => contexts.set(url, document));
    return contexts.size;
  },

  async verify(how) {
    try {
      return {verified: await verify(how), reasons: []};
    } catch(error) {
      return {verified: false, reasons: [error.message]};
    }
  },

  async signDetached({document, options, alg, jwk}) {
    const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = encode({alg, b64: false, crit: ['b64']});
    const signed = await hashes(document, options, 'sha256', false);
    const key = crypto.createPrivateKey({key: jwk, format: 'jwk'});
    const [hash, how] = ALGORITHMS[alg];
    const data = Buffer.concat([Buffer.from(`${header}.`), signed]);
    const signature = crypto.sign(hash, data, {key, ...how}).toString('base64url');
    return {...document, proof: {...options, jws: `${header}..${signature}`}};
  },

  verifyJws({token, jwk}) {
    const [header, payload, signature] = token.split('.');
    const {alg} = JSON.parse(Buffer.from(header, 'base64url'));
    const key = crypto.createPublicKey({key: jwk, format: 'jwk'});
    return checks(
      alg, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
  },

  signJws({header, payload, jwk}) {
    const parts = [header, payload].map(
      part => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const key = crypto.createPrivateKey({key: jwk, format: 'jwk'});
    const [hash, how] = ALGORITHMS[header.alg];
    const signature = crypto.sign(hash, Buffer.from(parts.join('.')), {key, ...how});
    return [...parts, signature.toString('base64url')].join('.');
  }
};

for await (const line of createInterface({input: process.stdin})) {
  const {operation, ...how} = JSON.parse(line);
  let reply;
  try {
    reply = {value: await operations[operation](how)};
  } catch(error) {
    reply = {error: error.message};
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}

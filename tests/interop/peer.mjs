// The libraries of @digitalbazaar and jose behind one line-oriented door: each line of standard
// input is a request, each line of standard output its answer, both JSON.
//
// Contexts come from the request `contexts`; nothing is fetched, and did:key is resolved here.

import {createInterface} from 'node:readline';

import * as statusLists from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as ecdsaSd2023 from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as ecdsaRdfc2019} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsa2022} from '@digitalbazaar/eddsa-2022-cryptosuite';
import {cryptosuite as eddsaRdfc2022} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import * as jose from 'jose';

const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1';
const CRYPTOSUITES = {
  'eddsa-rdfc-2022': eddsaRdfc2022,
  'eddsa-2022': eddsa2022,
  'ecdsa-rdfc-2019': ecdsaRdfc2019
};
const contexts = new Map();

async function documentLoader(url) {
  const document = contexts.get(url) ?? resolveDidKey(url);
  if(!document) {
    throw new Error(`not loaded: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

function resolveDidKey(url) {
  const [, did, multikey, fragment] = /^(did:key:(z[A-Za-z0-9]+))(?:#(.*))?$/.exec(url) ?? [];
  if(!did || (fragment !== undefined && fragment !== multikey)) {
    return null;
  }
  const method = {
    '@context': MULTIKEY_CONTEXT, id: `${did}#${multikey}`, type: 'Multikey', controller: did,
    publicKeyMultibase: multikey
  };
  return fragment ? method : {
    '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY_CONTEXT], id: did,
    verificationMethod: [method], assertionMethod: [method.id]
  };
}

// The suite that issues: `key` has id, controller, publicKeyMultibase and secretKeyMultibase.
async function issuingSuite({suite, key, created, mandatoryPointers = []}) {
  const library = suite.startsWith('ecdsa') ? EcdsaMultikey : Ed25519Multikey;
  const pair = await library.from({'@context': MULTIKEY_CONTEXT, type: 'Multikey', ...key});
  if(suite === 'Ed25519Signature2020') {
    return new Ed25519Signature2020({signer: pair.signer(), date: created});
  }
  const cryptosuite = suite === 'ecdsa-sd-2023' ?
    ecdsaSd2023.createSignCryptosuite({mandatoryPointers}) : CRYPTOSUITES[suite];
  if(!cryptosuite) {
    throw new Error(`no suite ${suite}`);
  }
  return new DataIntegrityProof({signer: pair.signer(), cryptosuite, date: created});
}

function verifyingSuites() {
  const cryptosuites = [...Object.values(CRYPTOSUITES), ecdsaSd2023.createVerifyCryptosuite()];
  return [
    ...cryptosuites.map(cryptosuite => new DataIntegrityProof({cryptosuite})),
    new Ed25519Signature2020()
  ];
}

function reasons(error) {
  return [error?.message, ...(error?.errors ?? []).flatMap(reasons)].filter(Boolean);
}

// Each operation gives the function that does the work; what comes before it is not timed.
const operations = {
  async contexts({documents}) {
    return async () => {
      Object.entries(documents).forEach(([url, document]) => contexts.set(url, document));
      return contexts.size;
    };
  },

  async issue({credential, ...how}) {
    const suite = await issuingSuite(how);
    return async () => vc.issue({credential, suite, documentLoader});
  },

  async derive({credential, pointers}) {
    return async () => {
      const cryptosuite = ecdsaSd2023.createDiscloseCryptosuite({selectivePointers: pointers});
      const suite = new DataIntegrityProof({cryptosuite});
      return vc.derive({verifiableCredential: credential, suite, documentLoader});
    };
  },

  async verify({text}) {
    const suite = verifyingSuites();
    return async () => {
      const credential = JSON.parse(text);
      const result = await vc.verifyCredential({credential, suite, documentLoader});
      return {verified: result.verified, reasons: reasons(result.error)};
    };
  },

  async statusList({id, length, statusPurpose, indexes}) {
    return async () => {
      const list = await statusLists.createList({length});
      indexes.forEach(index => list.setStatus(index, true));
      return statusLists.createCredential({id, list, statusPurpose});
    };
  },

  // The lists are among the known contexts, by their URL; their proofs are verified too.
  async status({credential}) {
    return async () => {
      const suite = verifyingSuites();
      const {verified, results = [], error} = await statusLists.checkStatus(
        {credential, suite, documentLoader});
      return {verified, statuses: results.map(({status}) => status), reasons: reasons(error)};
    };
  },

  async signJwt({payload, header, jwk}) {
    const key = await jose.importJWK(jwk, header.alg);
    return async () => new jose.SignJWT(payload).setProtectedHeader(header).sign(key);
  },

  // The key is the one in the token's own header: what Open Badges 3.0 calls `jwk`.
  async verifyJwt({token, algorithms}) {
    const key = await jose.importJWK(jose.decodeProtectedHeader(token).jwk, algorithms[0]);
    return async () => {
      try {
        const {payload} = await jose.jwtVerify(token, key, {algorithms});
        return {verified: true, reasons: [], payload};
      } catch(error) {
        return {verified: false, reasons: reasons(error)};
      }
    };
  }
};

// The time is that of the processor, in all threads, which others do not lengthen.
async function answer({operation, repeat = 1, ...how}) {
  const work = await operations[operation](how);
  const seconds = [];
  let value;
  for(let count = 0; count < repeat; count++) {
    const start = process.cpuUsage();
    value = await work();
    const {user, system} = process.cpuUsage(start);
    seconds.push((user + system) / 1e6);
  }
  return {value, seconds};
}

for await (const line of createInterface({input: process.stdin})) {
  let reply;
  try {
    reply = await answer(JSON.parse(line));
  } catch(error) {
    reply = {error: reasons(error).join('; ') || String(error)};
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}

// Look at what can be looked at in a browser. Each finding is {name, state, text}; the state is
// "good", "bad", "none" where there is nothing to look at, or "open" for what was not checked.
"use strict";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const MAX_LIST_BYTES = 16 * 1024 * 1024;
const MAX_KEY_CHARACTERS = 200;
const CURVES = { EdDSA: "Ed25519", Ed25519: "Ed25519", ES256: "P-256", ES384: "P-384" };
const HASHES = { "P-256": "SHA-256", "P-384": "SHA-384" };

async function examine(badge) {
  const findings = [await guarded("Signature", () => signature(badge)), dates(badge.document)];
  findings.push(...(await statuses(badge.document)));
  findings.push({ name: "Issuer", state: "open", text: issuerText(badge.document) });
  return findings;
}

async function guarded(name, look) {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, state: "open", text: error.message };
  }
}

function issuerText(document) {
  return `Anyone can write any name into a badge; who is behind “${issuerId(document)}” is for a verifier, or for you, to find out.`;
}

function issuerId(document) {
  return String(document.issuer?.id ?? document.issuer ?? "");
}

function dates(document, now = new Date()) {
  const from = new Date(document.validFrom ?? document.issuanceDate ?? NaN);
  const until = document.validUntil ?? document.expirationDate;
  if (until && new Date(until) <= now) return { name: "Dates", state: "bad", text: `It expired on ${showDay(until)}.` };
  if (from > now) return { name: "Dates", state: "bad", text: `It is not valid before ${showDay(from)}.` };
  if (Number.isNaN(from.valueOf())) return { name: "Dates", state: "open", text: "It does not say since when it is valid." };
  return { name: "Dates", state: "good", text: until ? `It has not expired; that is on ${showDay(until)}.` : "It does not expire." };
}

function showDay(value) {
  const day = new Date(value);
  if (Number.isNaN(day.valueOf())) return String(value);
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

// ---- signature

async function signature(badge) {
  if (!globalThis.crypto?.subtle) throw new Error("This page was loaded in a way that takes cryptography away from it.");
  return badge.jwt ? tokenSignature(badge) : embeddedSignature(badge.document);
}

async function tokenSignature({ document, jwt }) {
  const curve = CURVES[jwt.header.alg];
  if (!curve || jwt.header.crit) throw new Error(`This page does not check signatures of the kind ${jwt.header.alg}.`);
  const named = didKey(String(jwt.header.kid ?? issuerId(document)));
  const jwk = named ?? jwt.header.jwk;
  if (!jwk) throw new Error("The issuer’s key is not in the badge; a verifier looks it up.");
  if ((jwk.crv ?? "") !== curve) return { state: "bad", text: "The key is of another kind than the signature." };
  return told(await fits(jwk, jwt.signature, jwt.signed), named && isIssuers(document, String(jwt.header.kid ?? "")));
}

async function embeddedSignature(document) {
  const proofs = [document.proof ?? []].flat();
  const proof = proofs.find((item) => item.cryptosuite === "eddsa-jcs-2022");
  if (!proofs.length) return { state: "bad", text: "There is no signature at all: anyone may have written this." };
  if (!proof || proofs.length > 1) throw new Error("Its kind of signature takes more than this page can do.");
  const key = didKey(String(proof.verificationMethod));
  if (!key || key.crv !== "Ed25519") throw new Error("The issuer’s key is not in the badge; a verifier looks it up.");
  const { proof: _all, ...unsecured } = document;
  const { proofValue, ...options } = proof;
  const parts = await Promise.all([options, unsecured].map((part) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(part)))));
  const signed = new Uint8Array(64);
  parts.forEach((part, index) => signed.set(new Uint8Array(part), 32 * index));
  const fitting = proof.proofPurpose === "assertionMethod" && (await fits(key, fromMultibase(String(proofValue)), signed));
  return told(fitting, isIssuers(document, String(proof.verificationMethod)));
}

function told(fitting, own) {
  if (!fitting) return { state: "bad", text: "The signature does not fit: the badge was changed after it was signed, or never signed with this key." };
  if (own) return { state: "good", text: "Checked: it was signed with the key that is the issuer’s id, and not changed since." };
  return { state: "open", text: "It fits a key that the badge itself brings along. Whether that is the issuer’s key was not checked." };
}

function isIssuers(document, keyId) {
  const did = keyId.split("#")[0];
  return did !== "" && did === issuerId(document);
}

async function fits(jwk, signatureBytes, signed) {
  const { kty, crv, x, y } = jwk;
  const isEdwards = crv === "Ed25519";
  const algorithm = isEdwards ? { name: "Ed25519" } : { name: "ECDSA", namedCurve: crv, hash: HASHES[crv] };
  const key = await crypto.subtle.importKey("jwk", isEdwards ? { kty, crv, x } : { kty, crv, x, y }, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, key, signatureBytes, signed);
}

// A did:key of Ed25519 is the key itself (did:key Method, "Format").
function didKey(keyId) {
  const value = /^did:key:(z[1-9A-HJ-NP-Za-km-z]+)/.exec(keyId)?.[1];
  const bytes = value && value.length < MAX_KEY_CHARACTERS ? fromMultibase(value) : [];
  if (bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01) return null;
  const x = btoa(String.fromCharCode(...bytes.slice(2))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return { kty: "OKP", crv: "Ed25519", x };
}

function fromMultibase(text) {
  if (text[0] !== "z" || text.length > MAX_KEY_CHARACTERS) throw new Error("Its signature is written in a way that this page does not know.");
  let number = 0n;
  for (const character of text.slice(1)) {
    const digit = BASE58.indexOf(character);
    if (digit < 0) throw new Error("Its signature is not written as it should be.");
    number = number * 58n + BigInt(digit);
  }
  const hex = number.toString(16);
  const pairs = number ? hex.padStart(hex.length + (hex.length % 2), "0").match(/../g) : [];
  const zeros = /^1*/.exec(text.slice(1))[0].length;
  return new Uint8Array([...new Array(zeros).fill(0), ...pairs.map((pair) => parseInt(pair, 16))]);
}

// JSON Canonicalization Scheme (RFC 8785): numbers and strings are those of ECMAScript.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

// ---- status

async function statuses(document) {
  const entries = [document.credentialStatus ?? []].flat();
  if (!entries.length) return [{ name: "Status", state: "none", text: "It names no list on which it could be revoked." }];
  return Promise.all(entries.slice(0, 8).map((entry) => guarded("Status", () => status(entry))));
}

async function status(entry) {
  const purpose = String(entry.statusPurpose ?? "");
  const list = new URL(String(entry.statusListCredential ?? entry.id), location.href);
  if (entry.type !== "BitstringStatusListEntry") throw new Error("Its kind of status list takes a verifier.");
  if (list.origin !== location.origin || !/^https?:$/.test(location.protocol)) {
    throw new Error(`The ${purpose} list is at ${list.host}, and this page asks no other place.`);
  }
  const answer = await fetch(list, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) throw new Error(`The ${purpose} list could not be loaded.`);
  const { credentialSubject: subject } = await answer.json();
  if (![subject.statusPurpose].flat().includes(purpose)) throw new Error("The list is one of another purpose.");
  const bits = await inflate(fromBase64url(String(subject.encodedList).slice(1)), "gzip", MAX_LIST_BYTES);
  const index = Number(entry.statusListIndex);
  if (!Number.isInteger(index) || index < 0 || index >= bits.length * 8) throw new Error("Its place in the list does not exist.");
  const set = (bits[index >> 3] >> (7 - (index & 7))) & 1;
  const words = { revocation: "revoked", suspension: "suspended" }[purpose] ?? `set in the ${purpose} list`;
  if (set) return { state: "bad", text: `It is ${words}, says the list on this site.` };
  return { state: "good", text: `It is not ${words}, says the list on this site. Who signed that list was not checked.` };
}

// ---- holder

// Say whether a badge names an e-mail address: true, false, or null where it names none that can be compared.
async function names(document, address) {
  let comparable = null;
  for (const identity of [document.credentialSubject ?? []].flat().flatMap((subject) => [subject.identifier ?? []].flat())) {
    const value = String(identity.identityHash ?? "");
    for (const typed of new Set([address, address.toLowerCase()])) {
      if (!identity.hashed) {
        comparable ??= false;
        if (value.replace(/^mailto:/, "") === typed) return true;
      } else if (value.startsWith("sha256$") && globalThis.crypto?.subtle) {
        comparable ??= false;
        if (value.toLowerCase() === `sha256$${await sha256(typed + (identity.salt ?? ""))}`) return true;
      }
    }
  }
  return comparable;
}

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Look at what can be looked at in a browser. Each finding is {name, question, state, text}; the state
// is "good", "bad", "none" where there is nothing to look at, or "open" for what was not checked.
"use strict";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const LOCALE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const MAX_LIST_BYTES = 16 * 1024 * 1024;
const MAX_KEY_CHARACTERS = 200;
const MAX_IDENTITIES = 200;
const CURVES = { EdDSA: "Ed25519", Ed25519: "Ed25519", ES256: "P-256", ES384: "P-384" };
const TOKENS = ["jwt", "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt"];
const HASHES = { "P-256": "SHA-256", "P-384": "SHA-384" };

async function examine(badge) {
  const findings = [{ question: "genuine", ...(await guarded(say("signature"), () => signature(badge))) }];
  for (const found of [dates(badge.document), ...(await statuses(badge.document))]) {
    findings.push({ question: "in_force", ...found });
  }
  findings.push({ name: say("issuer"), state: "open", text: issuerText(badge.document) });
  return findings;
}

// The answers of a verification report, as far as this page can give them.
function answers(findings) {
  const states = (question) => findings.filter((found) => found.question === question).map((found) => found.state);
  const answer = (all) => (all.includes("bad") ? "answer_no" : all.includes("open") ? "answer_unknown" : "answer_yes");
  const genuine = answer(states("genuine"));
  const inForce = answer(states("in_force"));
  // What a badge says of its dates and its status proves nothing unless it is genuine.
  const unproved = inForce === "answer_yes" && genuine !== "answer_yes";
  return { genuine, in_force: unproved ? "answer_unknown" : inForce };
}

async function guarded(name, look) {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, state: "open", text: error.message };
  }
}

function issuerText(document) {
  return say("issuer_told", { id: issuerId(document) });
}

function issuerId(document) {
  return String(document.issuer?.id ?? document.issuer ?? "");
}

function dates(document, now = new Date()) {
  const [start, until] = period(document);
  const from = new Date(start ?? NaN);
  const finding = (state, word, day) => ({ name: say("dates"), state, text: say(word, { day }) });
  if (until && new Date(until) <= now) return finding("bad", "expired_on", showDay(until));
  if (from > now) return finding("bad", "valid_from", showDay(from));
  if (Number.isNaN(from.valueOf())) return finding("open", "no_date");
  return until ? finding("good", "not_expired", showDay(until)) : finding("good", "does_not_expire");
}

// The later start and the earlier end, where VC Data Model 1.1 has them under two names.
function period(document) {
  const [starts, ends] = [["validFrom", "issuanceDate"], ["validUntil", "expirationDate"]].map((names) =>
    names.map((name) => document[name]).filter((value) => value).sort((a, b) => new Date(a) - new Date(b)));
  return [starts.at(-1), ends[0]];
}

function showDay(value) {
  const day = new Date(value);
  if (Number.isNaN(day.valueOf())) return String(value);
  return day.toLocaleDateString(LOCALE, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

// ---- signature

async function signature(badge) {
  if (!globalThis.crypto?.subtle) throw new Error(say("no_cryptography"));
  return badge.jwt ? tokenSignature(badge) : embeddedSignature(badge.document);
}

async function tokenSignature({ document, jwt }) {
  const curve = CURVES[jwt.header.alg];
  if (!curve || jwt.header.crit) throw new Error(say("unknown_algorithm", { kind: jwt.header.alg }));
  const kind = String(jwt.header.typ ?? "JWT").toLowerCase().replace(/^application\//, "");
  if (!TOKENS.includes(kind)) throw new Error(say("unknown_algorithm", { kind }));
  const keyId = String(jwt.header.kid ?? issuerId(document));
  const named = didKey(keyId);
  const listed = named ? null : await siteKey(document, keyId);
  const jwk = named ?? listed ?? jwt.header.jwk;
  if (!jwk) throw new Error(say("key_elsewhere"));
  if ((jwk.crv ?? "") !== curve) return { state: "bad", text: say("wrong_key") };
  return told(await fits(jwk, jwt.signature, jwt.signed), named && isIssuers(document, keyId), listed);
}

async function embeddedSignature(document) {
  const proofs = [document.proof ?? []].flat();
  const proof = proofs.find((item) => item.cryptosuite === "eddsa-jcs-2022");
  if (!proofs.length) return { state: "bad", text: say("unsigned") };
  if (!proof || proofs.length > 1) throw new Error(say("too_much"));
  const key = didKey(String(proof.verificationMethod));
  if (!key || key.crv !== "Ed25519") throw new Error(say("key_elsewhere"));
  const { proof: _all, ...unsecured } = document;
  const { proofValue, ...options } = proof;
  const parts = await Promise.all([options, unsecured].map((part) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(part)))));
  const signed = new Uint8Array(64);
  parts.forEach((part, index) => signed.set(new Uint8Array(part), 32 * index));
  const fitting = proof.proofPurpose === "assertionMethod" && (await fits(key, fromMultibase(String(proofValue)), signed));
  return told(fitting, isIssuers(document, String(proof.verificationMethod)));
}

function told(fitting, own, listed) {
  if (!fitting) return { state: "bad", text: say("does_not_fit") };
  if (own) return { state: "good", text: say("fits_issuer") };
  return listed ? { state: "good", text: say("fits_site") } : { state: "open", text: say("fits_key") };
}

// The key of that id that this site publishes, where it is the site of the badge's issuer.
async function siteKey(document, keyId) {
  if (!/^https?:$/.test(location.protocol)) return null;
  const [profile, keys] = await Promise.all(["../profile.json", "../jwks.json"].map(published));
  if (profile?.id === undefined || profile.id !== issuerId(document)) return null;
  return (keys?.keys ?? []).find((key) => key.kid === keyId) ?? null;
}

async function published(path) {
  try {
    const answer = await fetch(new URL(path, location.href), { credentials: "omit", cache: "no-cache" });
    return answer.ok ? parseJson(await answer.text()) : null;
  } catch {
    return null;
  }
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
  if (text[0] !== "z" || text.length > MAX_KEY_CHARACTERS) throw new Error(say("strange_signature"));
  let number = 0n;
  for (const character of text.slice(1)) {
    const digit = BASE58.indexOf(character);
    if (digit < 0) throw new Error(say("strange_signature"));
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
  if (!entries.length) return [{ name: say("status"), state: "none", text: say("no_list") }];
  return Promise.all(entries.slice(0, 8).map((entry) => guarded(say("status"), () => status(entry))));
}

async function status(entry) {
  const purpose = String(entry.statusPurpose ?? "");
  const list = new URL(String(entry.statusListCredential ?? entry.id), location.href);
  if (entry.type !== "BitstringStatusListEntry") throw new Error(say("other_list"));
  if (list.origin !== location.origin || !/^https?:$/.test(location.protocol)) {
    throw new Error(say("list_elsewhere", { purpose, host: list.host }));
  }
  const answer = await fetch(list, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) throw new Error(say("list_unreachable", { purpose }));
  const { credentialSubject: subject } = parseJson(await answer.text());
  if (![subject.statusPurpose].flat().includes(purpose)) throw new Error(say("list_other_purpose"));
  const bits = await inflate(fromBase64url(String(subject.encodedList).slice(1)), "gzip", MAX_LIST_BYTES);
  const index = Number(entry.statusListIndex);
  if (!Number.isInteger(index) || index < 0 || index >= bits.length * 8) throw new Error(say("list_too_short"));
  const set = (bits[index >> 3] >> (7 - (index & 7))) & 1;
  const word = { revocation: "revoked", suspension: "suspended" }[purpose] ?? "set";
  return set ? { state: "bad", text: say(`is_${word}`, { purpose }) } : { state: "good", text: say(`not_${word}`, { purpose }) };
}

// ---- holder

// Say whether a badge names an e-mail address: true, false, or null where it names none that can be compared.
async function names(document, address) {
  let comparable = null;
  const identities = [document.credentialSubject ?? []].flat().flatMap((subject) => [subject?.identifier ?? []].flat());
  for (const identity of identities.slice(0, MAX_IDENTITIES)) {
    const value = String(identity?.identityHash ?? "");
    for (const typed of new Set([address, address.toLowerCase()])) {
      if (!identity.hashed) {
        comparable ??= false;
        if (value.replace(/^mailto:/, "").toLowerCase() === typed.toLowerCase()) return true;
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

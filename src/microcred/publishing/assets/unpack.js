// Find the credential in a file: JSON, JWT, PNG or SVG. Nothing is checked here.
"use strict";

const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_TEXT_BYTES = 8 * 1024 * 1024;
const MAX_CHUNKS = 100000;
const MAX_DEPTH = 64;
const MAX_CONTAINERS = 50000;
const MAX_COMMAS = 200000;
const MAX_TAGS = 100000;
const MAX_ATTRIBUTES = 200000;
const BAKED = "https://purl.imsglobal.org/ob/v3p0";
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;
const CLAIMS = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"];

const WORDS = JSON.parse(document.getElementById("result").dataset.words);

// Give a word in the page's language, with values in its places.
function say(name, values = {}) {
  return WORDS[name].replace(/\{(\w+)\}/g, (_place, key) => String(values[key]));
}

// Give {form, document, jwt}; jwt is null, or {header, signed, signature}. Throws an Error in words.
async function unpack(bytes) {
  if (bytes.length > MAX_FILE_BYTES) throw new Error(say("too_large"));
  if (PNG.every((byte, index) => bytes[index] === byte)) return readText(await pngText(bytes), "PNG");
  const text = decodeText(bytes).replace(/^\ufeff/, "").trim();
  return text.startsWith("<") ? readText(svgText(text), "SVG") : readText(text, null);
}

function readText(text, picture) {
  const trimmed = text.trim();
  const inside = (form) => (picture ? say("in_picture", { form, picture }) : form);
  if (trimmed.startsWith("{")) {
    const document = parseJson(trimmed);
    const token = enveloped(document);
    if (token) return readToken(token, inside(say("in_envelope")));
    return { form: inside("JSON"), document, jwt: null };
  }
  if (JWS.test(trimmed)) return readToken(trimmed, inside("JWT"));
  throw new Error(say("no_badge"));
}

function readToken(token, form) {
  const [header, payload, signature] = token.split(".");
  const claims = parseJson(decodeText(fromBase64url(payload)));
  return {
    form,
    document: claims.vc ?? Object.fromEntries(Object.entries(claims).filter(([name]) => !CLAIMS.includes(name))),
    jwt: {
      header: parseJson(decodeText(fromBase64url(header))),
      signed: new TextEncoder().encode(`${header}.${payload}`),
      signature: fromBase64url(signature),
    },
  };
}

// Parse JSON of a stranger: its size, depth and values are counted in the text before any is built.
function parseJson(text) {
  if (text.length > MAX_TEXT_BYTES) throw new Error(say("too_large"));
  let depth = 0;
  let containers = 0;
  let commas = 0;
  for (let at = 0, inString = false; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) inString = !inString; // "
    else if (inString) at += code === 0x5c ? 1 : 0; // a backslash hides what follows
    else if (code === 0x5b || code === 0x7b) [depth, containers] = [depth + 1, containers + 1]; // [ {
    else if (code === 0x5d || code === 0x7d) depth -= 1; // ] }
    else if (code === 0x2c) commas += 1;
    if (depth > MAX_DEPTH || containers > MAX_CONTAINERS || commas > MAX_COMMAS) throw new Error(say("too_large"));
  }
  return JSON.parse(text);
}

function enveloped(document) {
  if (![document.type].flat().includes("EnvelopedVerifiableCredential")) return null;
  return /^data:application\/vc\+jwt,([A-Za-z0-9_.-]+)$/.exec(String(document.id))?.[1] ?? null;
}

// PNG (Third Edition), section 11.3.3.4: an iTXt chunk with the keyword of Open Badges 3.0.
async function pngText(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8, count = 0; at + 12 <= bytes.length && count < MAX_CHUNKS; count += 1) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (kind === "iTXt" && upToNul(data, 0).text === "openbadgecredential") return itxtText(data);
    if ((kind === "iTXt" || kind === "tEXt") && upToNul(data, 0).text === "openbadges") throw oldBadge();
    at += 12 + length;
  }
  throw new Error(say("no_badge_in_picture"));
}

async function itxtText(data) {
  const keyword = upToNul(data, 0);
  const compressed = data[keyword.end] === 1;
  const language = upToNul(data, keyword.end + 2);
  const text = data.subarray(upToNul(data, language.end).end);
  return decodeText(compressed ? await inflate(text, "deflate", MAX_TEXT_BYTES) : text);
}

function upToNul(data, start) {
  const found = data.indexOf(0, start);
  const end = found < 0 ? data.length : found;
  return { text: String.fromCharCode(...data.subarray(start, Math.min(end, start + 80))), end: end + 1 };
}

function svgText(text) {
  let [tags, attributes] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x3c) tags += 1; // <
    else if (code === 0x3d) attributes += 1; // =
    if (tags > MAX_TAGS || attributes > MAX_ATTRIBUTES) throw new Error(say("too_large"));
  }
  const picture = new DOMParser().parseFromString(text, "image/svg+xml");
  const element = picture.getElementsByTagNameNS(BAKED, "credential")[0];
  if (element) return element.getAttribute("verify") || element.textContent;
  if (picture.getElementsByTagNameNS("http://openbadges.org", "assertion")[0]) throw oldBadge();
  throw new Error(say("no_badge_in_picture"));
}

function oldBadge() {
  return new Error(say("old_badge"));
}

// Undo compression, up to a limit: a small file may hold a very large text.
async function inflate(data, format, maxBytes) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > maxBytes) {
      reader.cancel();
      throw new Error(say("expands"));
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function decodeText(bytes) {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function fromBase64url(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at += 1) bytes[at] = plain.charCodeAt(at);
  return bytes;
}

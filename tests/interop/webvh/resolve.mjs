// Resolves a did:webvh log with didwebvh-ts: the log on standard input, the document on standard
// output. Signatures are checked by node itself.

import {createPublicKey, verify} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {resolveDIDFromLog} from 'didwebvh-ts';

const ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
const verifier = {
  async verify(signature, message, publicKey) {
    const key = Buffer.concat([ED25519, Buffer.from(publicKey)]);
    const native = createPublicKey({key, format: 'der', type: 'spki'});
    return verify(null, message, native, signature);
  },
};
const log = readFileSync(0, 'utf8').trim().split('\n').map(line => JSON.parse(line));
const {did, doc, meta} = await resolveDIDFromLog(log, {verifier});
process.stdout.write(JSON.stringify({did, doc, meta}));

// @digitalcredentials/verifier-core behind one line-oriented door: each line of standard input
// is a request, each line of standard output its answer, both JSON.
//
// Whatever it fetches comes from the request `publish`; anything else is "404 Not Found".

import {createInterface} from 'node:readline';

const published = new Map();
globalThis.fetch = async request => {
  const url = String(request?.url ?? request);
  const found = published.get(url);
  return found === undefined ?
    new Response('not here', {status: 404}) :
    new Response(found, {status: 200, headers: {'content-type': 'application/json'}});
};
// It writes to standard output what it could not fetch, which is where the answers go.
console.log = console.error = () => {};

const {verifyCredential} = await import('@digitalcredentials/verifier-core');

const operations = {
  contexts() {
    return published.size;
  },

  publish({documents}) {
    published.clear();
    for(const [url, document] of Object.entries(documents)) {
      published.set(url, typeof document === 'string' ? document : JSON.stringify(document));
    }
    return published.size;
  },

  async verify({credential, registries}) {
    const {log, errors, error} =
      await verifyCredential({credential, knownDIDRegistries: registries});
    const said = [...(errors ?? []), ...(error ? [error] : [])];
    return {
      steps: log ?? null,
      errors: said.map(({name, message}) => ({name, message: String(message)})),
    };
  }
};

for await (const line of createInterface({input: process.stdin})) {
  const {operation, ...how} = JSON.parse(line);
  let reply;
  try {
    reply = {value: await operations[operation](how)};
  } catch(error) {
    reply = {error: String(error)};
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../src/model';

import { ApiServer } from '../programs/api-server';
import { schemasFolder } from '../shared';
import { readYamlDocuments } from '../yaml';

const CRDS = join(__dirname, '..', '..', 'crds');

/** Published schemas where they are there, ours else; ASM publishes none, and KEDA's are ours. */
function crdFiles(): { readonly files: readonly string[]; readonly missing: readonly string[] } {
  const shared = schemasFolder();
  const published = [['gateway-api/standard-1.5.1.yaml', 'gateway-api.yaml'], ['istio/crds-1.30.3.yaml', 'istio-networking.yaml']] as const;
  const found = published.map(([theirs, ours]) => {
    const file = join(shared ?? '', theirs);
    return shared !== undefined && existsSync(file) ? { file } : { file: join(CRDS, ours), missing: theirs };
  });
  return {
    files: [...found.map(({ file }) => file), join(CRDS, 'asm.yaml'), join(CRDS, 'keda.yaml')],
    missing: found.flatMap(({ missing }) => missing === undefined ? [] : [`the published ${missing}; our own schema of it was installed in its place`]),
  };
}

/** A server with the kinds of the mesh, stopped after the questions. */
export async function withMeshServer<T>(ask: (server: ApiServer, missing: readonly string[]) => Promise<T>): Promise<T> {
  const server = await ApiServer.start();
  try {
    const { files, missing } = crdFiles();
    await server.install(files.flatMap((file) => readYamlDocuments(readFileSync(file, 'utf8')) as KubeObject[]));
    return await ask(server, missing);
  } finally {
    server.stop();
  }
}

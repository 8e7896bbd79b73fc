import { readFileSync } from 'node:fs';
import type { IConstruct } from 'constructs';
import type { IstioGatewayFromYamlOptions } from './props';
import { meant } from '../kube/nearest';
import type { Manifest } from '../model/manifest/types';
import { isMap } from '../model/read';
import { shown } from '../platform/problems';

const GROUP = 'istio.alibabacloud.com';
const KIND = 'IstioGateway';

/** The IstioGateway of a text; every other object in it is left alone. */
export function readGatewayText(scope: IConstruct, id: string, text: string, options: IstioGatewayFromYamlOptions, file?: string): Manifest {
  const where = `[${[scope.node.path, id].filter((part) => part !== '').join('/')}]`;
  if (typeof text !== 'string') { throw new Error(`${where} the YAML of an IstioGateway must be a text, got ${shown(text)}`); }
  // without a compiler options may be anything
  const given: unknown = options;
  if (!isMap(given)) { throw new Error(`${where} the options must be a map, got ${shown(given)}`); }
  const found = manifestsOf(where, text, file).filter(({ key }) => key.group === GROUP && key.kind === KIND);
  const names = found.map(({ key }) => key.name);
  const listed = names.slice(0, 10).map((name) => shown(name)).join(', ');
  const { name } = options;
  if (found.length === 0) { throw new Error(`${where} ${file ?? 'the text'} holds no ${KIND} of ${GROUP}; give the YAML of the resource`); }
  if (name === undefined && found.length > 1) { throw new Error(`${where} ${file ?? 'the text'} holds ${found.length} IstioGateways, got ${listed}; pick one by \`name\``); }
  const picked = name === undefined ? found : found.filter(({ key }) => key.name === name);
  if (picked.length === 0) {
    throw new Error(`${where} 'name' must be one of the IstioGateways in ${file ?? 'the text'}, got ${shown(name)}, expected ${listed}${meant(name, names)}`);
  }
  if (picked.length > 1) {
    throw new Error(`${where} 'name' must be one IstioGateway, got ${shown(name)} ${picked.length} times in ${file ?? 'the text'}; give them apart`);
  }
  return picked[0];
}

/** The IstioGateway of a file. */
export function readGatewayFile(scope: IConstruct, id: string, path: string, options: IstioGatewayFromYamlOptions): Manifest {
  const where = `[${[scope.node.path, id].filter((part) => part !== '').join('/')}]`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    throw new Error(`${where} the file ${shown(path)} cannot be read (${typeof code === 'string' ? code : 'unknown reason'}); give a path from the working directory`);
  }
  return readGatewayText(scope, id, text, options, path);
}

/** The YAML library is only loaded by those who read YAML. */
function manifestsOf(where: string, text: string, file: string | undefined): readonly Manifest[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first text that is read
  const { readManifests, ManifestError } = require('../model/manifest') as typeof import('../model/manifest');
  try {
    return readManifests(text, { ...(file !== undefined && { file }) });
  } catch (error) {
    if (error instanceof ManifestError) { error.message = `${where} ${error.message}`; }
    throw error;
  }
}

import type { App } from 'cdk8s';
import type { Folder } from './plan';
import type { Acknowledgement } from '../checks/acknowledgements';
import { AppValidation } from '../checks/app-validation';
import type { Rendered } from '../checks/synth-hook';
import { manifestOf } from '../model/manifest';
import type { Manifest } from '../model/manifest/types';

/** What a folder holds, ready to be judged. Construct paths begin with the folder, so that no two folders' paths are the same. */
export interface FolderObjects {
  readonly folder: Folder;
  readonly rendered: readonly Rendered[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** The day against which acknowledgements expire. */
  readonly asOf?: string;
}

/** What was rendered in a folder, and what its user put up with; only an app that was handed out can have acknowledgements. */
export function objectsOf(folder: Folder, app: App, isGiven: boolean, rendered: readonly Rendered[]): FolderObjects {
  if (!isGiven) { return { folder, rendered, acknowledgements: [] }; }
  const validation = AppValidation.of(app);
  const acknowledgements = validation.acknowledgements.map((one) => (one.scope === undefined ? one : { ...one, scope: below(folder, one.scope) }));
  return { folder, rendered, acknowledgements, ...(validation.asOf !== undefined && { asOf: validation.asOf }) };
}

/** An object as it stands in a cluster; undefined for what has no name or kind, of which the API server will speak. */
export function manifestIn(cluster: string, { folder }: FolderObjects, { construct, json }: Rendered): Manifest | undefined {
  try {
    return manifestOf(json, { cluster, construct: below(folder, construct.node.path) });
  } catch {
    return undefined;
  }
}

const below = (folder: Folder, path: string): string => (path === '' ? folder.name : `${folder.name}/${path}`);

import { findConfig, type Config } from './config-file';
import { CONFIG_KEYS, type ConfigName } from './config-keys';
import { UsageError } from './errors';
import { readInjectionValues, readMeshConfig, readNamespaces } from './facts-files';
import type { Io } from './io';
import type { Acknowledgement } from '../checks/acknowledgements';
import { isDay } from '../checks/day';
import { MeshFacts, type MeshFactsProps, type Platform } from '../platform';
import { platformOf } from '../platform/platform-text';
import { shown } from '../platform/problems';

/** Flags that say the same as a key of the configuration file; a flag comes first. */
export type SettingFlags = { readonly [Name in ConfigName]?: string | boolean } & { readonly config?: string };

/** What is known besides the manifests, and what is to be done with findings. */
export interface Settings {
  readonly facts: MeshFacts;
  readonly defaultNamespace?: string;
  readonly failOn: string;
  readonly asOf?: string;
  readonly baseline?: string;
  readonly acknowledgements: readonly Acknowledgement[];
  /** Each setting that somebody gave, and who. */
  readonly sources: readonly { readonly name: string; readonly value: unknown; readonly from: string }[];
}

export const FAIL_ON = ['error', 'warning', 'note', 'never'];

/** The settings of one run: flags before the configuration file before defaults. */
export function readSettings(flags: SettingFlags, io: Io): Settings {
  const config = findConfig(io.cwd, flags.config);
  const names = Object.keys(CONFIG_KEYS) as ConfigName[];
  const value = (name: ConfigName): unknown => flags[name] ?? config.values[name];
  const text = (name: ConfigName): string | undefined => value(name) as string | undefined;
  const problems: string[] = [];
  const failOn = text('failOn') ?? CONFIG_KEYS.failOn.otherwise.value;
  const said = (name: ConfigName, flag: string): string => (flags[name] === undefined && config.path !== undefined ? `${config.shownPath!}: '${name}'` : flag);
  if (!FAIL_ON.includes(failOn)) { problems.push(`${said('failOn', '--fail-on')} must be one of ${FAIL_ON.join(', ')}, got ${shown(failOn)}`); }
  if (value('asOf') !== undefined && !isDay(value('asOf'))) { problems.push(`${said('asOf', '--as-of')} must be a day such as 2026-11-20, got ${shown(value('asOf'))}`); }
  const facts = readFacts(value, config, io.cwd, problems);
  if (problems.length > 0 || !facts) { throw new UsageError(problems); }
  return {
    facts,
    failOn,
    acknowledgements: config.acknowledgements,
    ...value('namespace') !== undefined && { defaultNamespace: text('namespace') },
    ...value('asOf') !== undefined && { asOf: text('asOf') },
    ...value('baseline') !== undefined && { baseline: text('baseline') },
    sources: names.filter((name) => value(name) !== undefined)
      .map((name) => ({ name, value: value(name), from: flags[name] === undefined ? config.path! : 'command line' })),
  };
}

function readFacts(value: (name: ConfigName) => unknown, { values }: Config, cwd: string, problems: string[]): MeshFacts | undefined {
  const text = (name: ConfigName): string | undefined => value(name) as string | undefined;
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push((error as Error).message);
      return undefined;
    }
  };
  const file = <T>(name: ConfigName, read: (path: string, cwd: string) => T): T | undefined => {
    const path = text(name);
    return path === undefined ? undefined : attempt(() => read(path, cwd));
  };
  const platform = attempt((): Platform => platformOf(text('platform'), {
    kubernetesVersion: text('kubernetes'),
    gatewayApiVersion: text('gatewayApi'),
    clusterKind: text('clusterKind'),
    nativeSidecars: value('nativeSidecars') as boolean | undefined,
    revision: text('revision'),
  }));
  const meshConfig = file('meshConfig', readMeshConfig);
  const injectionValues = file('values', readInjectionValues);
  const namespaces = file('namespaces', readNamespaces);
  if (problems.length > 0) { return undefined; }
  const props: MeshFactsProps = {
    ...values.facts as MeshFactsProps | undefined,
    platform,
    ...meshConfig && { meshConfig },
    ...injectionValues && { injectionValues },
    ...namespaces && { namespaces: namespaces.namespaces, namespacesComplete: namespaces.complete },
  };
  return attempt(() => new MeshFacts(props));
}

import { basename } from 'node:path';
import { Severity } from '../../checks/finding';
import { warningText } from '../../checks/text';
import { visible } from '../../kube/visible';
import { shown } from '../../platform/problems';
import { orUsageError, UsageError } from '../errors';
import { readSources } from '../files';
import type { Io } from '../io';
import { writeOutput } from '../output';
import { readSettings, type SettingFlags } from '../settings';

export interface RenderFlags extends SettingFlags {
  readonly cluster?: string;
  readonly name?: string;
  readonly rendering?: string;
  readonly naming?: string;
  readonly output?: string;
}

/** An IstioGateway resource as the objects that another platform, or another rendering, has for it. */
export function runRender(path: string, flags: RenderFlags, io: Io): number {
  const { facts, defaultNamespace } = readSettings(flags, io);
  const [source, ...others] = readSources([path], io);
  if (others.length > 0) { throw new UsageError(`${path}: expected one file with an IstioGateway resource`); }
  // the construct rooms are loaded by this command alone
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { ApiObject, App, Chart, Yaml } = require('cdk8s') as typeof import('cdk8s');
  const { ValidationAspects } = require('../../checks') as typeof import('../../checks');
  const { IstioGateway, GatewayRendering, GatewayNaming } = require('../../gateway') as typeof import('../../gateway');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const rendering = choice('--rendering', flags.rendering, Object.values(GatewayRendering));
  const naming = choice('--naming', flags.naming, ['ASM', 'HELM'] as const);
  const app = new App();
  facts.applyTo(app);
  const chart = new Chart(app, basename(source.file), { namespace: defaultNamespace });
  const { name, cluster } = flags;
  const gateway = orUsageError(() => IstioGateway.fromYaml(chart, 'gateway', source.text, {
    name, namespace: defaultNamespace, cluster, rendering, naming: naming && GatewayNaming[naming],
  }));
  for (const note of gateway.notes) { io.err(`note: ${visible(note)}\n`); }
  // a gateway that runs is written as it is: what is wrong with it is said, and stops nothing here
  const findings = ValidationAspects.of(app).findings().filter(({ severity }) => severity !== Severity.NOTE);
  if (findings.length > 0) { io.err(warningText(findings)); }
  const objects = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).map((object) => object.toJson() as object);
  writeOutput(Yaml.stringify(...objects), flags.output, io);
  return 0;
}

function choice<T extends string>(flag: string, given: string | undefined, values: readonly T[]): T | undefined {
  if (given === undefined) { return undefined; }
  const found = values.find((value) => value.toLowerCase() === given.toLowerCase());
  if (found === undefined) { throw new UsageError(`${flag} must be one of ${values.join(', ')}, got ${shown(given)}`); }
  return found;
}

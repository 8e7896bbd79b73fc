import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { MeshFleet, MeshFleetProps } from '../../src/fleet';
import { IstioGatewayProps } from '../../src/gateway';
import { AsmPlatformProps, IstioPlatformProps, Platform } from '../../src/platform';
import { DisruptionBudget, GatewaySpread } from '../../src/presets';

export const asm = (props: AsmPlatformProps = {}): Platform => Platform.asm({ version: '1.26', kubernetesVersion: '1.33', ...props });

export const istio = (props: IstioPlatformProps = {}): Platform => Platform.istio({ version: '1.30', kubernetesVersion: '1.33', ...props });

/** A gateway that passes every check on both platforms. */
export const EDGE: IstioGatewayProps = {
  minReplicas: 2,
  maxReplicas: 4,
  cpu: { targetAverageUtilization: 80 },
  resources: { requests: { cpu: '200m', memory: '256Mi' } },
  ports: [{ name: 'status-port', port: 15021 }, { name: 'https', port: 443 }],
  spread: GatewaySpread.nodes(),
  budget: DisruptionBudget.maxUnavailable(1),
};

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A place that does not exist yet, below a folder that is removed after the tests. */
export function outdir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-fleet-'));
  folders.push(folder);
  return join(folder, 'out');
}

/** A fleet of these clusters, none of which has anything of its own. */
export function fleetOf(platform: Platform, ids: readonly string[], props: Partial<MeshFleetProps> = {}): MeshFleet {
  return new MeshFleet({ outdir: outdir(), platform, clusters: Object.fromEntries(ids.map((id) => [id, {}])), ...props });
}

/** Every file below a folder, by its path. */
export function filesOf(folder: string): { [path: string]: string } {
  if (!existsSync(folder)) { return {}; }
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** An object as it was written. */
export interface Written {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: { readonly [key: string]: string } };
  readonly spec: { readonly [field: string]: any };
  readonly [field: string]: unknown;
}

/** The objects of a file. */
export function objectsOf(folder: string, path: string): Written[] {
  return parseAllDocuments(readFileSync(join(folder, path), 'utf8')).map((document) => document.toJS() as Written);
}

/** The one object of a kind in a file. */
export function objectOf(folder: string, path: string, kind: string): Written {
  const found = objectsOf(folder, path).filter((one) => one.kind === kind);
  if (found.length !== 1) { throw new Error(`${path} has ${found.length} ${kind}`); }
  return found[0];
}

/** Writes the fleet and answers its files. */
export function synthesized(fleet: MeshFleet): { [path: string]: string } {
  fleet.synth();
  return filesOf(fleet.outdir);
}

/** The message of an error. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Yaml } from 'cdk8s';
import { FLEET } from './clusters';
import { shown } from '../platform/problems';

/** Its name is ours, so that what a killed run left behind is cleared by the next. */
const STAGING = '.mesh-fleet';

const KUSTOMIZATION = 'kustomization.yaml';

/**
 * Where a fleet is written before it is known to be right: beside its place, on the same disk, so that the files are moved and not copied. A fleet
 * that is refused, or whose write fails, leaves the output as it was.
 */
export class Staging {
  private readonly root: string;
  private readonly folders: string[] = [];
  /** The first folder that had to be made for the output. */
  private made?: string;

  public constructor(private readonly outdir: string) {
    this.root = join(outdir, STAGING);
  }

  /** Refuses a place that cannot become a folder, before anything is rendered for it. */
  public checkPlace(): void {
    let there = this.outdir;
    while (!existsSync(there) && dirname(there) !== there) { there = dirname(there); }
    if (existsSync(there) && !statSync(there).isDirectory()) {
      throw new Error(`[${FLEET}] 'outdir' must be a folder, got ${shown(this.outdir)}, where ${shown(there)} is a file; name another place, or remove the file`);
    }
  }

  /** The place of a folder for now. */
  public folder(name: string): string {
    if (this.folders.length === 0) { this.begin(); }
    this.folders.push(name);
    return join(this.root, name);
  }

  /** Closes a folder: its resources are listed, sorted, for kustomize. */
  public kustomize(name: string): void {
    const folder = join(this.root, name);
    mkdirSync(folder, { recursive: true });
    const resources = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort();
    // the name tells tools which read every file as an object what this one is
    const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', metadata: { name }, resources };
    writeFileSync(join(folder, KUSTOMIZATION), Yaml.stringify(kustomization));
  }

  /** Puts every file in its place, which is below the output: a folder that is a link could be anywhere. */
  public commit(): void {
    const links = this.folders.filter((name) => lstatSync(join(this.outdir, name), { throwIfNoEntry: false })?.isSymbolicLink());
    if (links.length > 0) { throw new Error(`[${FLEET}] the folder of a cluster must not be a link, got one for ${links.join(', ')}; remove it`); }
    for (const name of this.folders) {
      const place = join(this.outdir, name);
      mkdirSync(place, { recursive: true });
      for (const file of readdirSync(join(this.root, name))) { renameSync(join(this.root, name, file), join(place, file)); }
    }
    this.made = undefined;
  }

  /** Clears what was not put in its place. */
  public close(): void {
    rmSync(this.made ?? this.root, { recursive: true, force: true });
  }

  private begin(): void {
    rmSync(this.root, { recursive: true, force: true });
    this.made = mkdirSync(this.outdir, { recursive: true });
    mkdirSync(this.root);
  }
}

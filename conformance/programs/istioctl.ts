import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goProgram, moduleFolder } from './go';
import { type Ran, run } from './run';
import versions from '../versions.json';
import { readYamlDocuments } from '../yaml';

/** No cluster: what is not in the files that are given is not there. */
const OFFLINE = { KUBECONFIG: '/dev/null' };

/** How an istiod is installed that nothing is said about: what its ConfigMaps hold. */
export interface Installation {
  readonly templates: string;
  readonly values: string;
  readonly mesh: string;
}

/** istioctl with the charts of its own module. */
export class Istioctl {
  public readonly version = versions.istioctl.version;
  private readonly binary = goProgram('istioctl');
  private readonly folder = mkdtempSync(join(tmpdir(), 'conformance-istioctl-'));
  private readonly manifests = join(moduleFolder(versions.istioctl.module, versions.istioctl.version), 'manifests');

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  public installation(): Installation {
    const { ok, out, err } = run(this.binary, ['manifest', 'generate', '--manifests', this.manifests], { env: OFFLINE });
    if (!ok) { throw new Error(`istioctl manifest generate failed: ${err}`); }
    const maps = readYamlDocuments(out) as { kind: string; metadata: { name: string }; data: Record<string, string> }[];
    const map = (name: string): Record<string, string> => maps.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)!.data;
    const { config, values } = map('istio-sidecar-injector');
    return { templates: config, values, mesh: map('istio').mesh };
  }

  /** Injects a manifest as istiod's webhook does; what it writes is the manifest after. */
  public inject(manifest: string, { templates, values, mesh }: Installation, native: boolean): Ran {
    const files = [['--injectConfigFile', templates], ['--valuesFile', values], ['--meshConfigFile', mesh]]
      .flatMap(([flag, text]) => [flag, this.write(flag.slice(2), text)]);
    return run(this.binary, ['kube-inject', '-r', 'default', '-f', this.write('manifest.yaml', manifest), ...files], {
      env: { ...OFFLINE, ENABLE_NATIVE_SIDECARS: String(native) }, minutes: 1,
    });
  }

  /**
   * Analyzes manifests as if they were applied to a cluster that has nothing else. Without a cluster the program skips every analyzer that
   * reads a kind of Kubernetes' own, so it is given one, by its kubeconfig.
   */
  public analyze(manifests: string, kubeconfig: string): AnalyzerMessage[] {
    const file = this.write('analyzed.yaml', manifests);
    const args = ['analyze', '--all-namespaces', '--revision', 'default', '-o', 'json', '--ignore-unknown', file];
    const { out, err } = run(this.binary, args, { env: { KUBECONFIG: kubeconfig }, minutes: 1 });
    try {
      return (JSON.parse(out) ?? []) as AnalyzerMessage[];
    } catch {
      throw new Error(`istioctl analyze answered no JSON: ${out.slice(0, 300)} ${err.slice(-300)}`);
    }
  }

  private write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }
}

export interface AnalyzerMessage {
  readonly code: string;
  readonly level: 'Info' | 'Warning' | 'Error';
  /** `Deployment istio-system/ingress`, where it is about an object. */
  readonly origin?: string;
  readonly message: string;
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { type BenchRow, ratios } from './row';
import { readManifests } from '../src/model';
import { Platform } from '../src/platform';
import { SidecarLevel, SidecarPolicy, type SidecarSettings } from '../src/sidecar';

const CHARTS = 100;
const WORKLOADS = 10;
const NAMESPACES = 10;

// four settings each: some in a ProxyConfig, some by annotation, one that depends on the workload's own containers
const OF_NAMESPACE: SidecarSettings = {
  concurrency: 2, terminationDrain: Duration.seconds(20), holdApplicationUntilProxyStarts: true, excludeOutboundIpRanges: '10.1.0.0/24',
};
const OF_WORKLOADS: SidecarSettings = {
  logLevel: 'error', scaledResources: { percentage: 20 }, excludeInboundPorts: '9000', terminationDrain: Duration.seconds(40),
};

/** A web application as people write it: ports, variables, probes, resources, a mounted configuration. */
function podOf(name: string, labels: { readonly [key: string]: string }): object {
  const probe = (path: string): object => ({ httpGet: { path, port: 'http' }, periodSeconds: 10, timeoutSeconds: 2 });
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: name,
      containers: [{
        name: 'app',
        image: 'registry.example.com/app:1.2.3',
        ports: [{ name: 'http', containerPort: 8080 }],
        env: [{ name: 'LOG_FORMAT', value: 'json' }, { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        livenessProbe: probe('/live'),
        readinessProbe: probe('/ready'),
        resources: { requests: { cpu: '300m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
        volumeMounts: [{ name: 'config', mountPath: '/etc/app', readOnly: true }],
      }],
      volumes: [{ name: 'config', configMap: { name } }],
    },
  };
}

/** 1,000 workloads in 100 charts and 10 namespaces. */
function build(outdir: string): App {
  const app = new App({ outdir });
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
  for (let c = 0; c < CHARTS; c += 1) {
    const chart = new Chart(app, `chart-${c}`, { namespace: `ns-${c % NAMESPACES}` });
    for (let w = 0; w < WORKLOADS; w += 1) {
      const name = `app-${c}-${w}`;
      const labels = { app: name, tier: w % 2 === 0 ? 'front' : 'back' };
      new ApiObject(chart, `workload-${w}`, {
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas: 2, selector: { matchLabels: labels }, template: podOf(name, labels) },
      } as ConstructorParameters<typeof ApiObject>[2]);
    }
  }
  return app;
}

/** 20 policies: one for each namespace, and one for half of its workloads. */
function withPolicies(app: App): App {
  const chart = new Chart(app, 'policies');
  for (let n = 0; n < NAMESPACES; n += 1) {
    new SidecarPolicy(chart, `namespace-${n}`, { level: SidecarLevel.namespace(`ns-${n}`), settings: OF_NAMESPACE });
    new SidecarPolicy(chart, `workloads-${n}`, { level: SidecarLevel.workload(`ns-${n}`, { tier: 'front' }), settings: OF_WORKLOADS });
  }
  return app;
}

/** What the policies write, as raw objects in as many charts. */
function written(outdir: string): (to: string) => App {
  withPolicies(build(outdir)).synth();
  const charts = readdirSync(outdir).sort().map((file) => [file, readManifests(readFileSync(join(outdir, file), 'utf8'))] as const);
  return (to) => {
    const app = new App({ outdir: to });
    for (const [file, objects] of charts) {
      const chart = new Chart(app, file.slice(0, file.indexOf('.')));
      objects.forEach(({ object }, at) => { new ApiObject(chart, `object-${at}`, object as unknown as ConstructorParameters<typeof ApiObject>[2]); });
    }
    return app;
  };
}

/** Synth with 20 policies against synth without, and against the same lines written by hand. */
export function rows(): BenchRow[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-istio-bench-'));
  try {
    const byHand = written(join(outdir, 'once'));
    const to = join(outdir, 'dist');
    const [stamped, hand] = ratios(15, () => { build(to).synth(); }, () => { withPolicies(build(to)).synth(); }, () => { byHand(to).synth(); });
    return [
      { name: 'synth with 20 sidecar policies : without (100 charts, 1,000 workloads)', value: stamped, limit: 1.2 },
      { name: 'the same lines written by hand : without', value: hand },
    ];
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type BenchRow, medians } from './row';
import { enforceErrors } from '../src/checks/enforce';
import { hookSynth } from '../src/checks/synth-hook';

const CHARTS = 100;
const OBJECTS = 20;

const deployment = (name: string, labels: object, template: object, annotations?: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels, annotations }, spec: template } },
});

/** The five objects of one gateway by injection, in order, as a construct of their own. */
function gateway(scope: Chart, name: string): void {
  const chart = new Construct(scope, name);
  const labels = { app: name, istio: name };
  new ApiObject(chart, `${name}-deployment`, deployment(name, labels, {
    terminationGracePeriodSeconds: 90,
    containers: [{ name: 'istio-proxy', image: 'auto', resources: { requests: { cpu: '100m', memory: '128Mi' } } }],
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: labels } },
    ],
  }, { 'inject.istio.io/templates': 'gateway', 'proxy.istio.io/config': 'drainDuration: 30s\nterminationDrainDuration: 60s\n' }));
  new ApiObject(chart, `${name}-service`, {
    apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { type: 'LoadBalancer', selector: labels, ports: [{ name: 'https', port: 443 }] },
  });
  new ApiObject(chart, `${name}-account`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  new ApiObject(chart, `${name}-hpa`, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: {
      minReplicas: 2,
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
    },
  });
  new ApiObject(chart, `${name}-budget`, {
    apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  });
}

/** 100 charts of 20 objects: so many gateways a chart, the rest Deployments of applications. */
function build(outdir: string, gateways: number): App {
  const app = new App({ outdir });
  for (let c = 0; c < CHARTS; c += 1) {
    const chart = new Chart(app, `chart-${c}`, { namespace: 'shop' });
    for (let g = 0; g < gateways; g += 1) { gateway(chart, `gateway-${c}-${g}`); }
    for (let o = gateways * 5; o < OBJECTS; o += 1) {
      const labels = { app: `app-${c}-${o}` };
      new ApiObject(chart, `object-${o}`, deployment(`app-${c}-${o}`, labels, { containers: [{ name: 'app', image: 'app:1', ports: [{ containerPort: 8080 }] }] }));
    }
  }
  return app;
}

/** Each gateway enforces the errors on itself, as the library's constructs do. */
function enforced(app: App): App {
  const gateways = app.charts.flatMap((chart) => chart.node.children.filter((child) => !ApiObject.isApiObject(child)));
  for (const own of gateways) { enforceErrors(own); }
  return app;
}

/** The hook and the errors that gateways enforce, against synth without them. */
export function rows(): BenchRow[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-istio-bench-'));
  try {
    const [plain, hooked] = medians(9,
      () => { build(outdir, 0).synth(); },
      () => { const app = build(outdir, 0); hookSynth(app, () => ({ judge: () => undefined })); app.synth(); },
    );
    const of = (gateways: number) => {
      const [without, checked] = medians(9, () => { build(outdir, gateways).synth(); }, () => { enforced(build(outdir, gateways)).synth(); });
      return checked / without;
    };
    return [
      { name: 'synth with the hook and no rules : without (100 charts, 2,000 objects)', value: hooked / plain, limit: 1.05 },
      { name: 'synth with enforced errors : without (the same, one gateway a chart)', value: of(1), limit: 1.3 },
      { name: 'synth with enforced errors : without (the same, gateways only)', value: of(4) },
    ];
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

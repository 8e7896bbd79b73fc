import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, Duration, Helm, Testing } from 'cdk8s';
import { Platform } from '../../src/platform';
import { SidecarLevel, SidecarPolicy, type SidecarSettings } from '../../src/sidecar';

type Json = Record<string, any>;

const KINDS = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

function chartWith(settings: SidecarSettings): Chart {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'shop' });
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: false }).applyTo(chart);
  new SidecarPolicy(chart, 'policy', { level: SidecarLevel.namespace('shop'), settings });
  return chart;
}

const templateOf = (object: Json): Json => object.spec.jobTemplate?.spec.template ?? object.spec.template ?? object;

/** Newer majors of cdk8s-plus, which the command line of cdk8s brings along. */
const NEWER = readdirSync(join(__dirname, '../../node_modules')).filter((name) => /^cdk8s-plus-3[0-9]$/.test(name));

(NEWER.length > 0 ? describe.each(NEWER) : describe.skip.each(['a newer cdk8s-plus, which is not installed']))('%s', (name) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which one there is, is known when the test runs
  const plus = (NEWER.length > 0 ? require(name) : {}) as Json;

  test.each(KINDS)('a policy reaches its %s', (kind) => {
    const chart = chartWith({ excludeOutboundIpRanges: '10.1.0.0/24', initResources: { requests: { cpu: '20m' } } });
    const cron = kind === 'CronJob' && { schedule: { expressionString: '* * * * *' } };
    const service = kind === 'StatefulSet' && { service: new plus.Service(chart, 'service', { ports: [{ port: 80 }] }) };
    new plus[kind](chart, 'web', { containers: [{ name: 'app', image: 'app:1' }], ...cron, ...service });
    const template = templateOf(Testing.synth(chart).find((object) => object.kind === kind));
    expect(template.metadata.annotations['traffic.sidecar.istio.io/excludeOutboundIPRanges']).toBe('10.1.0.0/24');
    expect(template.spec.initContainers[0]).toEqual({ name: 'istio-init', image: 'auto', resources: { requests: { cpu: '20m' } } });
  });

  test('proportional resources are taken of its containers', () => {
    const chart = chartWith({ scaledResources: { percentage: 50 } });
    new plus.Deployment(chart, 'web', { containers: [{ name: 'app', image: 'app:1', resources: { cpu: { request: plus.Cpu.millis(400), limit: plus.Cpu.units(1) } } }] });
    const { annotations } = templateOf(Testing.synth(chart).find(({ kind }) => kind === 'Deployment')).metadata;
    expect(annotations).toMatchObject({ 'sidecar.istio.io/proxyCPU': '200m', 'sidecar.istio.io/proxyCPULimit': '500m' });
  });

  test('a hook is written, or the workload that drops it is named', () => {
    const chart = chartWith({ lifecycle: { preStop: { sleep: Duration.seconds(5) } } });
    const web = new plus.k8s.KubeDeployment(chart, 'web', { metadata: { name: 'web' }, spec: { selector: {}, template: { spec: { containers: [{ name: 'app' }] } } } });
    const knowsSleep = JSON.stringify(plus.k8s.KubeDeployment.manifest({
      spec: { selector: {}, template: { spec: { containers: [{ name: 'app', lifecycle: { preStop: { sleep: { seconds: 5 } } } }] } } },
    })).includes('seconds');
    if (knowsSleep) {
      expect(templateOf(web.toJson()).spec.containers[1].lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    } else {
      expect(() => Testing.synth(chart)).toThrow('must hold istio-proxy lifecycle.preStop.sleep.seconds');
    }
  });
});

const helm = spawnSync('helm', ['version', '--short'], { encoding: 'utf8' });

(helm.status === 0 ? describe : describe.skip)('a Helm chart, where helm is installed', () => {
  test('a policy reaches its workloads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-helm-'));
    try {
      mkdirSync(join(folder, 'templates'));
      writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
      writeFileSync(join(folder, 'templates', 'web.yaml'), `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
  namespace: {{ .Release.Namespace }}
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: app
        image: app:1
`);
      const chart = chartWith({ logLevel: 'debug' });
      new Helm(chart, 'web', { chart: folder, releaseName: 'r', namespace: 'shop' });
      expect(templateOf(Testing.synth(chart).find(({ kind }) => kind === 'Deployment')).metadata.annotations).toEqual({ 'sidecar.istio.io/logLevel': 'debug' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

import { ApiObject, App, Chart, Duration } from 'cdk8s';
import {
  OutboundTrafficMode, OutboundTrafficPolicy, Platform, SidecarInterceptionMode, SidecarLevel, SidecarPolicy, type SidecarSettings,
} from 'cdk8s-istio';

const app = new App();
Platform.asm({ version: '1.22', kubernetesVersion: '1.28' }).applyTo(app);

// Every configuration example of the document on sidecar proxies, each for a workload of its own.
const EXAMPLES: { readonly [workload: string]: SidecarSettings } = {
  'resources': { resources: { limits: { cpu: '2', memory: '1025Mi' }, requests: { cpu: '0.1', memory: '128Mi' } } },
  'scaled-resources': { scaledResources: { percentage: 50 } },
  'init-resources': { initResources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '0.1', memory: '128Mi' } } },
  'overcommitted-resources': {
    overcommittedResources: { limits: { cpuMillicores: 2000, memory: '2048Mi' }, requests: { cpuMillicores: 200, memory: '256Mi' } },
    overcommittedInitResources: { limits: { cpuMillicores: 1000, memory: '1024Mi' }, requests: { cpuMillicores: 100, memory: '128Mi' } },
  },
  'concurrency': { concurrency: 3 },
  'include-outbound-ip-ranges': { includeOutboundIpRanges: '192.168.0.0/16,10.1.0.0/24' },
  'exclude-outbound-ip-ranges': { excludeOutboundIpRanges: '10.1.0.0/24' },
  'include-inbound-ports': { includeInboundPorts: '80,443' },
  'include-outbound-ports': { includeOutboundPorts: '80,443' },
  'exclude-inbound-ports': { excludeInboundPorts: '8000' },
  'exclude-outbound-ports': { excludeOutboundPorts: '8000' },
  'dns-proxy': { dnsProxy: true },
  'exit-on-zero': { exitOnZero: true },
  'hold-application': { holdApplicationUntilProxyStarts: false },
  'termination-drain': { terminationDrain: Duration.seconds(10) },
  'lifecycle': { lifecycle: { postStart: { exec: ['pilot-agent', 'wait'] }, preStop: { exec: ['/bin/sh', '-c', 'sleep 13'] } } },
  'interception-mode': { interceptionMode: SidecarInterceptionMode.TPROXY },
  'log-level': { logLevel: 'error' },
  'stats-matcher': { statsMatcher: { regexps: ['.*outlier_detection.*'] } },
  'connection-limit': { downstreamConnectionLimit: 5000 },
};

const chart = new Chart(app, 'sidecars', { namespace: 'shop' });
for (const [workload, settings] of Object.entries(EXAMPLES)) {
  new SidecarPolicy(chart, workload, { level: SidecarLevel.workload('shop', { app: workload }, workload), settings });
}

// Traffic to hosts that the mesh does not know: for the whole mesh a setting, for a namespace a Sidecar resource.
new SidecarPolicy(chart, 'mesh', { level: SidecarLevel.global(), settings: { outboundTrafficPolicy: OutboundTrafficMode.REGISTRY_ONLY } });
new OutboundTrafficPolicy(chart, 'outbound', { mode: OutboundTrafficMode.ALLOW_ANY });

// The workload of the example; with ASM's resources nothing of it changes.
new ApiObject(chart, 'sleep', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'sleep' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'sleep' } },
    template: {
      metadata: { labels: { app: 'sleep' } },
      spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'sleep', image: 'curlimages/curl', command: ['/bin/sleep', '3650d'] }] },
    },
  },
} as ConstructorParameters<typeof ApiObject>[2]);

app.synth();

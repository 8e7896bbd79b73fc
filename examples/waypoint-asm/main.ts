import { App, Duration } from 'cdk8s';
import { Platform, ShutdownPolicy, WaypointChart } from 'cdk8s-istio';

const app = new App();
Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' }).applyTo(app);

// Only what differs from ASM's own waypoint is named; ASM merges it.
const { waypoint } = new WaypointChart(app, 'waypoint', {
  namespace: 'default',
  optionsName: 'gw-options',
  resources: { requests: { cpu: '1000m' } },
  autoscaling: { minReplicas: 2, maxReplicas: 2 },
  // grace period > termination drain > drain, or it does not come into being
  shutdown: ShutdownPolicy.of({
    gracePeriod: Duration.seconds(120),
    terminationDrain: Duration.seconds(60),
    drain: Duration.seconds(30),
  }),
});

waypoint.useNamespace('default');

// What users are told to look up in the cluster afterwards is known before.
const preview = waypoint.preview();
const [proxy] = preview.deployment.spec.template.spec.containers;
console.error(`cpu ${proxy.resources.requests.cpu}, grace ${preview.deployment.spec.template.spec.terminationGracePeriodSeconds}, `
  + `MINPODS ${preview.horizontalPodAutoscaler?.spec.minReplicas}, MAXPODS ${preview.horizontalPodAutoscaler?.spec.maxReplicas}`);

app.synth();

// Run in an app that has the packed library: the command as its users call it. Prints one line a check, `ok` or `FAILED` first.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const BIN = 'node_modules/.bin/cdk8s-istio';
const GATEWAY = `apiVersion: apps/v1
kind: Deployment
metadata: {name: edge, namespace: ingress}
spec:
  replicas: 1
  selector: {matchLabels: {app: edge}}
  template:
    metadata:
      labels: {app: edge, sidecar.istio.io/inject: "true"}
      annotations: {inject.istio.io/templates: gateway, proxy.istio.io/config: "terminationDrainDuration: 40s"}
    spec:
      terminationGracePeriodSeconds: 30
      containers: [{name: istio-proxy, image: auto}]
`;

const say = (title, ok, details = '') => { console.log(`${ok ? 'ok' : 'FAILED'} ${title}${ok ? '' : ` ${details}`}`); };
const run = (args, options = {}) => spawnSync(BIN, args, { encoding: 'utf8', ...options });

/** Medians in milliseconds, measured in turn, so that a slow moment meets all. */
function medians(rounds, ...commands) {
  const times = commands.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    commands.forEach(([program, args], at) => {
      const start = process.hrtime.bigint();
      spawnSync(program, args, { stdio: 'ignore' });
      times[at].push(Number(process.hrtime.bigint() - start) / 1e6);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
}

writeFileSync('edge.yaml', GATEWAY);
writeFileSync('mended.yaml', GATEWAY.replace('Seconds: 30', 'Seconds: 60').replace('40s', '50s'));

const broken = run(['check', 'edge.yaml', '--kubernetes', '1.33']);
say('check finds the broken drain order and exits with 1', broken.status === 1 && broken.stdout.includes('DRN001'), broken.stdout + broken.stderr);
const mended = run(['check', 'mended.yaml', '--kubernetes', '1.33']);
say('check exits with 0 once it is mended', mended.status === 0, mended.stdout + mended.stderr);
say('standard input is read', run(['check', '-'], { input: GATEWAY }).status === 1);
say('wrong use exits with 2', run(['check', '--nonsense']).status === 2);
for (const format of ['json', 'sarif', 'junit', 'markdown', 'html']) {
  const { stdout, stderr } = run(['check', 'edge.yaml', '--format', format]);
  say(`--format ${format}`, stdout.includes('DRN001') && stderr === '', stderr);
}
say('preview', run(['preview', 'edge.yaml']).stdout.includes('terminationGracePeriodSeconds: 30'));
say('diff', run(['diff', 'edge.yaml', 'mended.yaml', '--exit-code']).status === 3);
say('rules', run(['rules', 'DRN001']).stdout.startsWith('DRN001'));

// many lines to a reader that takes one
writeFileSync('many.yaml', Array.from({ length: 2000 }, (_, at) => GATEWAY.replace('name: edge', `name: edge-${at}`)).join('---\n'));
const closed = await new Promise((resolve) => {
  const child = spawn(BIN, ['check', 'many.yaml', '--format', 'json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (data) => { err += data; });
  child.stdout.once('data', () => child.stdout.destroy());
  child.on('close', (code) => resolve({ code, err }));
});
say('a reader that closes its end is no failure', closed.err === '' && closed.code !== null, JSON.stringify(closed));
const whole = execFileSync('sh', ['-c', `${BIN} check many.yaml --format json --fail-on never | wc -c`], { encoding: 'utf8' });
say('a slow reader gets all of it', Number(whole) > 1_000_000, whole);

const [empty, help, small] = medians(9, [process.execPath, ['-e', '0']], [BIN, ['--help']], [BIN, ['check', 'mended.yaml']]);
say(`--help takes ${(help / empty).toFixed(1)} times an empty node (limit 5)`, help / empty <= 5);
say(`one small file takes ${(small / empty).toFixed(1)} times an empty node (limit 12)`, small / empty <= 12);

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withMeshServer } from './mesh-server';
import { checkManifests } from '../../src/checks/check-manifests';
import { type KubeObject, type Manifest, readManifests } from '../../src/model';
import { MeshFacts, Platform } from '../../src/platform';
import { exampleFiles } from '../examples';
import { istioGateways } from '../generate/servers';
import { sidecarResources } from '../generate/sidecars';
import { type AnalyzerMessage, Istioctl } from '../programs/istioctl';
import { conformanceFolder } from '../shared';
import type { Difference, Outcome, Row, Suite } from '../suite';
import versions from '../versions.json';

/** Which rules of ours say what a code says. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  IST0106: ['CAP022', 'NET028'], IST0107: ['CAP013', 'CAP014'], IST0108: ['CAP013', 'CAP014'], IST0111: ['CAP023'], IST0125: ['CAP027'], IST0132: ['NET032'], IST0138: ['NET030'], IST0145: ['NET029'], IST0146: ['CAP028'], IST0147: ['CAP028'], IST0162: ['NET017'],
};

/** Codes on which nothing is to be compared. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  IST0101: 'selectors are looked up among pods, and manifests have Deployments, or their pods are applied by somebody else',
  IST0102: 'the namespace default of the cluster that is asked, not of the manifests',
  IST0133: 'a remark on every EnvoyFilter whatever is in it; no rule repeats it',
  IST0135: 'an annotation that Istio marks as deprecated and gives no replacement for',
  IST0139: 'webhooks of an istiod are not what the library writes',
};

/** As the analyzer sees a cluster: a namespace that is not among the manifests has no labels. */
function factsOf(manifests: readonly Manifest[]): MeshFacts {
  const named = new Set(manifests.filter(({ object }) => object.kind === 'Namespace').map(({ key }) => key.name));
  const others = manifests.flatMap(({ key }) => key.namespace ?? []).filter((namespace) => !named.has(namespace));
  return new MeshFacts({
    platform: Platform.istio({ version: versions.istioctl.istio, kubernetesVersion: '1.33' }),
    meshConfig: {},
    injectionValues: {},
    namespaces: Object.fromEntries(others.map((namespace) => [namespace, {}])),
  });
}

const shown = ({ code, level, origin = '', message }: AnalyzerMessage): string => `${code} ${level} ${origin}: ${message}`.slice(0, 240);

/** The examples for Istio: nothing at the level Error. */
function examples(istioctl: Istioctl, kubeconfig: string): Row {
  const files = exampleFiles().filter(({ example, file }) => !/asm/.test(`${example}/${file}`));
  const byExample = new Map<string, string[]>();
  for (const { example, text } of files) { byExample.set(example, [...byExample.get(example) ?? [], text]); }
  const differences = [...byExample].flatMap(([example, texts]) => istioctl.analyze(texts.join('\n---\n'), kubeconfig)
    .filter(({ level }) => level === 'Error')
    .map((message): Difference => ({ where: `${example}: ${message.code} ${message.origin ?? ''}`, ours: 'nothing', theirs: shown(message), explained: ELSEWHERE[message.code] })));
  return { what: 'examples for Istio: no message of the level Error', cases: byExample.size, differences };
}

/** Istio's own fixtures: a rule of ours says on the same object what a code says. */
function fixtures(istioctl: Istioctl, kubeconfig: string, folder: string): Row {
  const differences: Difference[] = [];
  let cases = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const manifests = readManifests(text, { file });
    const { findings } = checkManifests(manifests, factsOf(manifests));
    for (const message of istioctl.analyze(text, kubeconfig)) {
      cases += 1;
      const [kind, path = ''] = (message.origin ?? '').split(' ');
      const on = findings.filter(({ object }) => object.kind === kind && object.name === path.split('/').at(-1));
      if (RULES[message.code]?.some((rule) => on.some(({ ruleId }) => ruleId === rule))) { continue; }
      const ours = [...new Set(on.map(({ ruleId }) => ruleId))].join(', ') || 'nothing';
      differences.push({ where: `${file}: ${message.code} ${message.origin ?? ''}`, ours, theirs: shown(message), explained: ELSEWHERE[message.code] });
    }
  }
  return { what: "messages on Istio's fixtures, and the rule that says the same of the object", cases, differences };
}

const RUNS = 1_500;

/** Istio's own resources, right and wrong: what our rule says is refused the validation of the webhook refuses, and nothing else. */
function refusals(istioctl: Istioctl, kubeconfig: string, rule: string, objects: readonly KubeObject[]): Row {
  const facts = factsOf([]);
  const refused = new Map<string | undefined, string>();
  for (const message of istioctl.analyze(objects.map((object) => JSON.stringify(object)).join('\n---\n'), kubeconfig)) {
    if (message.code === 'IST0106' && message.level === 'Error') { refused.set(message.origin, shown(message)); }
  }
  const differences = objects.flatMap((object): Difference[] => {
    const { name, namespace } = object.metadata;
    const theirs = refused.get(`${object.kind} ${namespace as string}/${name as string}`);
    const { findings } = checkManifests(readManifests(JSON.stringify(object)), facts);
    const ours = findings.filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);
    if ((theirs === undefined) === (ours.length === 0)) { return []; }
    return [{ where: JSON.stringify(object.spec), ours: ours.join('; ') || 'nothing', theirs: theirs ?? 'accepted' }];
  });
  return { what: `generated ${objects[0].kind}s of Istio: refused by both or by neither`, cases: objects.length, differences };
}

async function run(): Promise<Outcome> {
  const istioctl = new Istioctl();
  try {
    return await withMeshServer(async (server, skipped) => {
      const kubeconfig = server.kubeconfig();
      const folder = join(conformanceFolder() ?? '', 'istio-analyzer-1.30.3');
      return {
        program: `istioctl analyze ${istioctl.version}`,
        skipped: [...skipped, ...existsSync(folder) ? [] : ['the fixtures of the analyzer, which are not there']],
        rows: [examples(istioctl, kubeconfig), refusals(istioctl, kubeconfig, 'NET028', istioGateways(RUNS)), refusals(istioctl, kubeconfig, 'CAP022', sidecarResources(RUNS)), ...existsSync(folder) ? [fixtures(istioctl, kubeconfig, folder)] : []],
      };
    });
  } finally {
    istioctl.remove();
  }
}

export const suite: Suite = { name: 'analyzer', about: "Istio's analyzer has no error for what we write, and our rules say what it says", run };

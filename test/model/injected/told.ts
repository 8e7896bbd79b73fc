import { contextOf as gatewayContext, gatewayYaml, USUAL } from './helpers';
import { complete } from '../../../src/model/complete';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import { injectedGateways } from '../../../src/model/injected';
import { describeOrigin, type Origin } from '../../../src/model/origin';
import { joinPointer } from '../../../src/model/pointer';
import { member } from '../../../src/model/read';
import type { MeshFactsProps } from '../../../src/platform';
import { type App, appYaml, ISTIO, sidecarsIn } from '../sidecar/helpers';

/** Places that a template may fill with what nobody knows. */
const ASKED = {
  pod: ['/metadata/labels/asked', '/spec/hostname', '/spec/terminationGracePeriodSeconds', '/spec/securityContext/sysctls', '/spec/volumes', '/spec/initContainers'],
  container: ['/image', '/args', '/lifecycle', '/resources', '/restartPolicy', '/securityContext', '/readinessProbe', '/env'],
};

/**
 * Every value of the pod as it will run, with where it comes from: what a preview with origins prints. Items are told by their names, and
 * their order in a line of its own, so that one more of them is one more and no other ones.
 */
export function told({ workload, template, state, refusals, lost }: EffectiveProxy): string[] {
  const from = (origin: Origin): string => describeOrigin(origin).replace(/ \(\w+\.yaml:\d+\)/, '');
  const leaves = (value: unknown, pointer: string, place: string): string[] => {
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) { return [`${place} ${JSON.stringify(value)} # ${from(workload.origin(pointer))}`]; }
    const names = Array.isArray(value) ? value.map((item: unknown) => member(item, 'name')) : [];
    const areNamed = names.length > 0 && new Set(names).size === names.length && names.every((name) => typeof name === 'string');
    const inner = Object.entries(value).flatMap(([key, below]) => (
      leaves(below, joinPointer(pointer, key), areNamed ? `${place}[${names[Number(key)] as string}]` : `${place}${joinPointer('', key)}`)));
    return areNamed ? [`${place}: ${names.join(', ')}`, ...inner] : inner;
  };
  const containers = ['containers', 'initContainers'].flatMap((list) => (
    (workload.at<unknown[]>(`${template}/spec/${list}`).value ?? []).flatMap((_, at) => ASKED.container.map((field) => `/spec/${list}/${at}${field}`))));
  const unknown = [...ASKED.pod, ...containers].flatMap((place) => {
    const { known, origin } = workload.at(template + place);
    return known ? [] : [`${place} is not known # ${from(origin)}`];
  });
  return [
    `state: ${state}`,
    ...refusals.map(({ code, message, origin }) => `${code}: ${message} # ${from(origin)}`),
    ...(lost ?? []).map(({ pointer, value, why, origin }) => `lost ${pointer.slice(template.length)} ${JSON.stringify(value)}: ${why} # ${from(origin)}`),
    ...unknown,
    ...leaves(workload.at<unknown>(template).value, template, ''),
  ];
}

export function toldOf(yaml: string, facts: MeshFactsProps = ISTIO): string[] {
  return sidecarsIn(yaml, facts).flatMap(told);
}

export function app(parts: App, facts: MeshFactsProps = ISTIO): string[] {
  return toldOf(appYaml(parts), facts);
}

export function gatewaysOf(yaml: string, facts: MeshFactsProps = USUAL): string[] {
  const context = gatewayContext(yaml, facts);
  return injectedGateways(context).flatMap((draft) => told(complete(draft, context)));
}

export function gateway(parts: Parameters<typeof gatewayYaml>[0], facts: MeshFactsProps = USUAL): string[] {
  return gatewaysOf(gatewayYaml(parts), facts);
}

export function values(injectionValues: MeshFactsProps['injectionValues'], facts: MeshFactsProps = ISTIO): MeshFactsProps {
  return { ...facts, injectionValues };
}

/** The lines that others do not have; of what is not known the reason is told once. */
export function beyond(known: readonly string[], lines: readonly string[]): string[] {
  const others = new Set(known);
  const reasons = new Map<string, string>();
  return lines.filter((line) => !others.has(line)).map((line) => line.replace(/# (unknown: .*)$/s, (_, why: string) => {
    const earlier = reasons.get(why);
    if (earlier !== undefined) { return `# ${earlier}`; }
    reasons.set(why, `unknown, ${reasons.size + 1}`);
    return `# unknown, ${reasons.size}${why.slice('unknown'.length)}`;
  }));
}

import type { ManifestIndex } from '../../../model/manifest/manifest-index';
import type { Manifest } from '../../../model/manifest/types';
import { oncePerIndex } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, numberAt, stringAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

const KIND = { group: 'networking.istio.io', kind: 'EnvoyFilter' };

/** Operations that do nothing for these kinds of place. */
const WITHOUT_EFFECT: Readonly<Record<string, { readonly on: readonly string[]; readonly code: string }>> = {
  ADD: { on: ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'], code: 'IST0153' },
  REMOVE: { on: ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'], code: 'IST0154' },
};

/** REPLACE is heeded here only. */
const REPLACEABLE = ['NETWORK_FILTER', 'HTTP_FILTER'];

/** Their result hangs on which other filters are there already. */
const RELATIVE = ['INSERT_BEFORE', 'INSERT_AFTER', 'REPLACE', 'REMOVE'];

interface Patch {
  readonly at: number;
  readonly operation: string;
  readonly applyTo: string;
  /** The filter that is patched: by its own name, else by the one that is matched. */
  readonly filter: string;
  readonly hasProxyVersion: boolean;
}

function patchesOf({ object }: Manifest): Patch[] {
  return (listAt(object, '/spec/configPatches') ?? []).map((patch, at) => ({
    at,
    operation: stringAt(patch, '/patch/operation') ?? '',
    applyTo: stringAt(patch, '/applyTo') ?? '',
    filter: (stringAt(patch, '/patch/value/name') ?? stringAt(patch, '/match/listener/filterChain/filter/name') ?? '').slice(0, 300),
    hasProxyVersion: (stringAt(patch, '/match/proxy/proxyVersion') ?? '') !== '',
  }));
}

/** Names of filters that some patch of the mesh has for some versions of the proxy only. */
const versioned = oncePerIndex((index: ManifestIndex): ReadonlySet<string> => new Set(
  index.list(KIND.group, KIND.kind).flatMap(patchesOf).filter(({ hasProxyVersion, filter }) => hasProxyVersion && filter !== '').map(({ filter }) => filter),
));

/** CAP026: IST0151 to IST0155. */
export const envoyFilterOperation: Described<ManifestRule> = {
  id: 'CAP026',
  title: 'EnvoyFilter operation that may do nothing',
  what: 'A patch adds or removes in a ROUTE_CONFIGURATION or HTTP_ROUTE, or replaces anything but a filter (an error); or it is relative to '
    + 'other filters (INSERT_BEFORE, INSERT_AFTER, REPLACE, REMOVE) while the EnvoyFilter has no priority (a warning).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Operations that do not fit the place are left out by istiod. EnvoyFilters without priority are applied by their creation time: a patch that is relative to a '
    + 'filter of another one does nothing where that comes later.',
  source: 'Istio 1.30.3 pkg/config/analysis/analyzers/envoyfilter/envoyfilter.go (IST0151 to IST0155)',
  on: 'manifest',
  kinds: [`${KIND.group}/${KIND.kind}`],
  check: (manifest, { index }) => {
    const priority = numberAt(manifest.object, '/spec/priority') ?? 0;
    return patchesOf(manifest).flatMap(({ at, operation, applyTo, filter }): Found[] => {
      const place = joinPointer('/spec/configPatches', at);
      const pointer = joinPointer(place, 'patch', 'operation');
      const values = [
        { name: 'operation', value: known(operation, { kind: 'set', manifest, pointer } as const), show: short },
        { name: 'applyTo', value: known(applyTo, { kind: 'set', manifest, pointer: joinPointer(place, 'applyTo') } as const), show: short },
      ];
      const part = String(at);
      if (Object.hasOwn(WITHOUT_EFFECT, operation) && WITHOUT_EFFECT[operation].on.includes(applyTo)) {
        return [{ message: `${operation} does nothing for ${applyTo}`, fix: 'use MERGE, or patch another place, such as VIRTUAL_HOST', pointer, part, values }];
      }
      if (operation === 'REPLACE' && !REPLACEABLE.includes(applyTo)) {
        return [{ message: `REPLACE does nothing for ${short(applyTo)}, only for ${REPLACEABLE.join(' and ')}`, fix: 'use MERGE, or REMOVE and ADD', pointer, part, values }];
      }
      if (!RELATIVE.includes(operation) || priority !== 0) { return []; }
      const also = filter !== '' && versioned(index).has(filter) ? `; ${short(filter)} is also patched for certain proxy versions` : '';
      return [{
        severity: Severity.WARNING,
        message: `${operation} depends on what other EnvoyFilters did before, and this one has no priority${also}`,
        fix: 'set spec.priority, negative to come early and positive to come late, or use INSERT_FIRST or ADD',
        pointer,
        part,
        values,
      }];
    });
  },
};

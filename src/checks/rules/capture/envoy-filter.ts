import type { ManifestIndex } from '../../../model/manifest/manifest-index';
import type { Manifest } from '../../../model/manifest/types';
import { NETWORKING_GROUP } from '../../../model/names';
import { oncePerIndex } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, numberAt, stringAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { needsOf } from '../../../platform/features';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

const KIND = { group: NETWORKING_GROUP, kind: 'EnvoyFilter' };

/** Operations that istiod leaves out, by the kind of place: of a route configuration it merges only (rc_patch.go, listener_patch.go, cluster_patch.go). */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  ROUTE_CONFIGURATION: ['ADD', 'REMOVE', 'REPLACE', 'INSERT_FIRST', 'INSERT_BEFORE', 'INSERT_AFTER'],
  HTTP_ROUTE: ['REPLACE'],
  LISTENER: ['REPLACE'],
  FILTER_CHAIN: ['REPLACE'],
  CLUSTER: ['REPLACE'],
};

/** What the API and `istioctl analyze` call ignored, and istiod applies (IST0153 to IST0155). */
const UNDOCUMENTED: Readonly<Record<string, readonly string[]>> = { HTTP_ROUTE: ['ADD', 'REMOVE'], VIRTUAL_HOST: ['REPLACE'], LISTENER_FILTER: ['REPLACE'] };

const isAmong = (table: Readonly<Record<string, readonly string[]>>, applyTo: string, operation: string): boolean => (
  Object.hasOwn(table, applyTo) && table[applyTo].includes(operation));

/** Like MERGE, with lists that are replaced; newer than the others. */
const REPLACES_LISTS = 'MERGE_AND_REPLACE_LIST';

/** Their result hangs on which other filters are there already. */
const RELATIVE = ['INSERT_BEFORE', 'INSERT_AFTER', 'REPLACE', 'REMOVE'];

/** Where the filter that is matched stands, where it is not the network filter. */
const MATCHED: ReadonlyMap<string, string> = new Map([
  ['HTTP_FILTER', '/match/listener/filterChain/filter/subFilter/name'],
  ['LISTENER_FILTER', '/match/listener/listenerFilter'],
]);

/** Filters that istiod makes itself, before any EnvoyFilter: pilot/pkg/xds/filters and pilot/pkg/networking/core. Both spellings of Envoy's names. */
const OWN_FILTER = new RegExp('^(?:istio[._].*|envoy\\.(?:filters\\.)?(?:'
  + '(?:http\\.)?(?:router|cors|fault|grpc_stats|grpc_web|rbac|jwt_authn|health_check)|(?:network\\.)?(?:http_connection_manager|tcp_proxy|rbac|sni_cluster|mysql_proxy|mongo_proxy|redis_proxy)'
  + '|(?:listener\\.)?(?:tls_inspector|http_inspector|original_dst|original_src|proxy_protocol)))$');

/** Whatever other EnvoyFilters do, it is there: only the order among several patches of that place is open. */
function standsAnyway({ operation, applyTo, matched }: Patch): boolean {
  // what istiod makes is removed; without a match a filter is inserted at the beginning (listener_patch.go)
  return ['CLUSTER', 'LISTENER'].includes(applyTo) || (matched === '' ? operation === 'INSERT_BEFORE' : OWN_FILTER.test(matched.slice(0, 100)));
}

interface Patch {
  readonly at: number;
  readonly operation: string;
  readonly applyTo: string;
  /** The filter that is patched: by its own name, else by the one that is matched. */
  readonly filter: string;
  /** The filter beside which, or in whose place, the patch comes; '' where it names none. */
  readonly matched: string;
  readonly hasProxyVersion: boolean;
}

function patchesOf({ object }: Manifest): Patch[] {
  return (listAt(object, '/spec/configPatches') ?? []).map((patch, at) => ({
    at,
    operation: stringAt(patch, '/patch/operation') ?? '',
    applyTo: stringAt(patch, '/applyTo') ?? '',
    filter: (stringAt(patch, '/patch/value/name') ?? stringAt(patch, '/match/listener/filterChain/filter/name') ?? '').slice(0, 300),
    matched: stringAt(patch, MATCHED.get(stringAt(patch, '/applyTo') ?? '') ?? '/match/listener/filterChain/filter/name') ?? '',
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
  what: 'A patch does anything but merge in a ROUTE_CONFIGURATION, replaces an HTTP_ROUTE, LISTENER, FILTER_CHAIN or CLUSTER, or merges with MERGE_AND_REPLACE_LIST '
    + 'before Istio 1.31 (an error). '
    + 'One that is relative to other filters (INSERT_BEFORE, INSERT_AFTER, REPLACE, REMOVE) while the EnvoyFilter has no priority is a warning, or a note where what it is '
    + 'relative to is made by istiod; one that the API calls ignored though istiod applies it (ADD and REMOVE of an HTTP_ROUTE, REPLACE of a VIRTUAL_HOST or LISTENER_FILTER) a note.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Operations that do not fit the place are left out by istiod. EnvoyFilters without priority are applied by their creation time: a patch that is relative to a '
    + 'filter of another one does nothing where that comes later.',
  source: 'Istio pilot/pkg/networking/core/envoyfilter rc_patch.go, listener_patch.go and cluster_patch.go; pkg/config/analysis/analyzers/envoyfilter/envoyfilter.go '
    + '(IST0151 to IST0155); istio/api networking/v1alpha3/envoy_filter.proto, 1.30.3 compared with 1.31.1',
  on: 'manifest',
  kinds: [`${KIND.group}/${KIND.kind}`],
  check: (manifest, { index, facts: { platform } }) => {
    const priority = numberAt(manifest.object, '/spec/priority') ?? 0;
    return patchesOf(manifest).flatMap((patch): Found[] => {
      const { at, operation, applyTo, filter } = patch;
      const place = joinPointer('/spec/configPatches', at);
      const pointer = joinPointer(place, 'patch', 'operation');
      const values = [
        { name: 'operation', value: known(operation, { kind: 'set', manifest, pointer } as const), show: short },
        { name: 'applyTo', value: known(applyTo, { kind: 'set', manifest, pointer: joinPointer(place, 'applyTo') } as const), show: short },
      ];
      const part = String(at);
      if (operation === REPLACES_LISTS && platform.supports(Feature.MERGE_AND_REPLACE_LIST) === Support.NO) {
        return [{ message: `${operation} is no operation of ${platform.toString()}, whose CRD refuses the EnvoyFilter`, fix: `use MERGE, or upgrade: it needs ${needsOf(platform, Feature.MERGE_AND_REPLACE_LIST)}`, pointer, part, values }];
      }
      if (isAmong(LEFT_OUT, applyTo, operation)) {
        const others = applyTo === 'ROUTE_CONFIGURATION' ? 'use MERGE, or patch another place, such as VIRTUAL_HOST' : 'use MERGE, or REMOVE and ADD';
        return [{ message: `${operation} does nothing for ${applyTo}`, fix: others, pointer, part, values }];
      }
      if (!RELATIVE.includes(operation) || priority !== 0) {
        return !isAmong(UNDOCUMENTED, applyTo, operation) ? [] : [{
          severity: Severity.NOTE,
          message: `${operation} for ${applyTo} is ignored by the words of the API, and istiod applies it`,
          fix: 'look at the result with istioctl proxy-config after each upgrade of Istio, or use MERGE',
          pointer,
          part,
          values,
        }];
      }
      const also = filter !== '' && versioned(index).has(filter) ? `; ${short(filter)} is also patched for certain proxy versions` : '';
      const isThere = standsAnyway(patch);
      return [{
        severity: isThere ? Severity.NOTE : Severity.WARNING,
        message: isThere
          ? `without a priority, several EnvoyFilters that patch this place are applied in the order in which they were created${also}`
          : `${operation} depends on what other EnvoyFilters did before, and this one has no priority${also}`,
        // never ADD: it puts an HTTP filter behind the router, and Envoy refuses the listener
        fix: `set spec.priority, negative to come early and positive to come late${operation.startsWith('INSERT') ? ', or use INSERT_FIRST' : ''}`,
        pointer,
        part,
        values,
      }];
    });
  },
};

import {
  EnvoyFilterSpecConfigPatchesApplyTo as ApplyTo,
  EnvoyFilterSpecConfigPatchesMatchContext as Context,
  EnvoyFilterSpecConfigPatchesPatchOperation as Operation,
  type EnvoyFilterSpec,
} from '../../../imports/networking.istio.io';
import { given, type Fields } from '../../kube/given';
import type { CompressionSpec } from '../spec';

const TYPES = 'type.googleapis.com/envoy.extensions';

/** Any number but 0 puts it in an order among EnvoyFilters; a relative operation without one is IST0151. */
const PRIORITY = 10;

/**
 * Compression as ASM's field describes it, in Envoy's own words: the compressor before the router. What is not said is left to Envoy (envoy
 * extensions/filters/http/compressor/v3/compressor.proto, extensions/compression/gzip/compressor/v3/gzip.proto).
 *
 * The pods are selected by their labels in every rendering: `targetRefs` of an EnvoyFilter names a Gateway and in Istio 1.26 reaches every
 * gateway of the namespace (istio issue 56417).
 */
export function compressionFilter(compression: CompressionSpec, selector: Readonly<Record<string, string>>): EnvoyFilterSpec {
  return {
    workloadSelector: { labels: { ...selector } },
    priority: PRIORITY,
    configPatches: [{
      applyTo: ApplyTo.HTTP_UNDERSCORE_FILTER,
      match: {
        context: Context.GATEWAY,
        listener: {
          filterChain: {
            filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: 'envoy.filters.http.router' } },
          },
        },
      },
      patch: {
        operation: Operation.INSERT_UNDERSCORE_BEFORE,
        value: { name: 'envoy.filters.http.compressor', typed_config: compressor(compression) },
      },
    }],
  };
}

function compressor({ gzip, ...rest }: CompressionSpec): Fields {
  return given({
    '@type': `${TYPES}.filters.http.compressor.v3.Compressor`,
    'response_direction_config': given({
      common_config: given({ min_content_length: rest.min_content_length, content_type: rest.content_type }),
      disable_on_etag_header: rest.disable_on_etag_header,
      remove_accept_encoding_header: rest.remove_accept_encoding_header,
    }),
    'compressor_library': {
      name: 'gzip',
      typed_config: { '@type': `${TYPES}.compression.gzip.compressor.v3.Gzip`, ...gzip },
    },
  });
}

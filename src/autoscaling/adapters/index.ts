export { kedaForm } from './keda';
export { kubeMetricsForm } from './kube-metrics';
export { legacyKubeMetricsForm } from './legacy-kube-metrics';
export { chartValues, prometheusAdapterForm } from './prometheus-adapter';
export { checkedSelector } from '../query/series';

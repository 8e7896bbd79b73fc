export * from './istio-gateway';
export * from './istio-gateway-chart';
export * from './props';

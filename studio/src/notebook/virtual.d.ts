declare module 'virtual:api' {
  const api: import('../../api.ts').Api;
  export default api;
}

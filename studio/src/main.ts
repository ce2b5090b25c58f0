import { mount } from 'svelte';
import App from './App.svelte';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';

const target = document.getElementById('app');
if (target) mount(App, { target });

// Keeps the page for offline use. Without https or localhost there is no service worker, and everything else works.
if ('serviceWorker' in navigator) {
  addEventListener('load', () => {
    navigator.serviceWorker.register('./sw.js').catch(() => undefined);
  });
}

import '@fontsource-variable/inter/wght.css';
import './look/mantine.css';
import './look/look.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { fetchPageOf } from './app/routes';

fetchPageOf(window.location.hash.slice(1));

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);

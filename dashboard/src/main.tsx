import '@fontsource-variable/inter/wght.css';
import './look/mantine.css';
import '@mantine/notifications/styles.css';
import './look/look.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);

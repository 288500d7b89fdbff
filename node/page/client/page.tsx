import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './store.ts';
import 'uplot/dist/uPlot.min.css';
import './style/theme.css';
import './style/layout.css';
import './style/parts.css';
import './style/panels.css';

/** Draws what the server holds. All numbers and sentences come from its documents; this page only lays them out. */
const place = document.getElementById('page');
if (place !== null) render(<App />, place);
connect();

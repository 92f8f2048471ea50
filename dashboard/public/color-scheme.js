// Before the first paint, so that nothing flashes: the page's strict policy allows no script in the page itself.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('berth-color-scheme');
  } catch (e) {
    // A browser that keeps nothing: the system's choice stands.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();

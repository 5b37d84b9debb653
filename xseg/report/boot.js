(function () {
  "use strict";
  var charts = JSON.parse(document.getElementById("charts").textContent);
  Object.keys(charts).forEach(function (id) {
    var place = document.getElementById(id);
    if (place) {
      place.textContent = "";
      Plotly.newPlot(place, charts[id].data, charts[id].layout, { displayModeBar: false, responsive: true });
    }
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (one) { one.open = true; });
    Object.keys(charts).forEach(function (id) {
      var place = document.getElementById(id);
      if (place) { Plotly.Plots.resize(place); }
    });
  });
  document.documentElement.setAttribute("data-drawn", String(Object.keys(charts).length));
})();

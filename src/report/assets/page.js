"use strict";
// What is folded is opened where a link leads into it, and for printing, but for what is only more of the same.
(function () {
  var opened = [];

  function openTo(element) {
    for (; element; element = element.parentElement)
      if (element.tagName === "DETAILS")
        element.open = true;
  }

  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));

    if (target) {
      openTo(target);
      target.scrollIntoView();
    }
  }

  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details:not(.more)"), function (one) {
      return !one.open;
    });
    opened.forEach(function (one) { one.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
  });
  openTarget();
})();

// Guides come before the reference, and both before the pages of single records.
var Scorer = {
  score: function (result) {
    const page = result[0], score = result[4];
    if (page.startsWith("records/")) return score - 40;
    if (page === "api" || page === "data-dictionary" || page === "steps" || page === "changelog") return score - 20;
    return score + 10;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

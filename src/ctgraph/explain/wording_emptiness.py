"""Messages about answers without rows: English, French."""

# ruff: noqa: E501 - a message stands in one piece, as translators read it

from __future__ import annotations

EMPTINESS: dict[str, tuple[str, str]] = {
    "has-rows": (
        "The query finds something: {rows} row(s).",
        "La requête trouve quelque chose : {rows} ligne(s).",
    ),
    "explained": (
        "The query finds nothing. This is why:",
        "La requête ne trouve rien. Voici pourquoi :",
    ),
    "counted-nothing": (
        "The row is made from nothing: the pattern has no solution, and COUNT and SUM of nothing are 0. This is why:",
        "La ligne est faite de rien : le motif n’a pas de solution, et COUNT ou SUM de rien donnent 0. Voici pourquoi :",
    ),
    "not-found-out": (
        "The query finds nothing, and no reason for it was recognised.",
        "La requête ne trouve rien, et aucune raison n’en a été reconnue.",
    ),
    "out-of-time": (
        "The query finds nothing. Why was not found out in time; a query with fewer patterns may tell.",
        "La requête ne trouve rien. La raison n’a pas été trouvée à temps ; une requête avec moins de motifs pourrait la révéler.",
    ),
    "too-large": (
        "The query is too long or too deeply nested to be explained. Try a part of it.",
        "La requête est trop longue ou trop imbriquée pour être expliquée. Essayez-en une partie.",
    ),
    "not-understood": (
        "The query uses a form that is not explained here (“{found}”).",
        "La requête emploie une forme qui n’est pas expliquée ici (« {found} »).",
    ),
    "misspelt-property": (
        "Nothing here has a property {found}. Was {cure} meant?",
        "Rien ici n’a de propriété {found}. Vouliez-vous dire {cure} ?",
    ),
    "misspelt-class": (
        "Nothing here is of the class {found}. Was {cure} meant?",
        "Rien ici n’est de la classe {found}. Vouliez-vous dire {cure} ?",
    ),
    "misspelt-thing": (
        "{found} stands nowhere in the graph. Was {cure} meant?",
        "{found} ne figure nulle part dans le graphe. Vouliez-vous dire {cure} ?",
    ),
    "wrong-case-property": (
        "Nothing here has a property {found}: capitals count in IRIs. It is {cure}.",
        "Rien ici n’a de propriété {found} : les majuscules comptent dans les IRI. C’est {cure}.",
    ),
    "wrong-case-class": (
        "Nothing here is of the class {found}: capitals count in IRIs. It is {cure}.",
        "Rien ici n’est de la classe {found} : les majuscules comptent dans les IRI. C’est {cure}.",
    ),
    "wrong-namespace-property": (
        "Nothing here has a property {found}. One of that name stands in another namespace: {cure}.",
        "Rien ici n’a de propriété {found}. Une propriété de ce nom existe dans un autre espace de noms : {cure}.",
    ),
    "wrong-namespace-class": (
        "Nothing here is of the class {found}. One of that name stands in another namespace: {cure}.",
        "Rien ici n’est de la classe {found}. Une classe de ce nom existe dans un autre espace de noms : {cure}.",
    ),
    "class-as-property": (
        "{found} is a class, not a property. That a thing is of a class is written: a {found}.",
        "{found} est une classe, non une propriété. L’appartenance à une classe s’écrit : a {found}.",
    ),
    "undeclared-property": (
        "There is no property {found}. What the pattern would link is linked by {cure}.",
        "Il n’y a pas de propriété {found}. Ce que le motif relierait est relié par {cure}.",
    ),
    "undeclared-property-only": (
        "There is no property {found}, and none with a like name. Properties that fit the pattern: {near}",
        "Il n’y a pas de propriété {found}, ni de nom proche. Propriétés qui conviennent au motif : {near}",
    ),
    "unused-property": (
        "{found} is declared, but nothing has it. What the pattern would link is linked by {cure}.",
        "{found} est déclarée, mais rien ne la porte. Ce que le motif relierait est relié par {cure}.",
    ),
    "unused-property-only": (
        "{found} is declared, but nothing has it. Properties that fit the pattern: {near}",
        "{found} est déclarée, mais rien ne la porte. Propriétés qui conviennent au motif : {near}",
    ),
    "undeclared-class": (
        "There is no class {found}, and none with a like name.",
        "Il n’y a pas de classe {found}, ni de nom proche.",
    ),
    "unused-class": (
        "The class {found} is declared, but nothing here is of it.",
        "La classe {found} est déclarée, mais rien ici n’en fait partie.",
    ),
    "kind-not-class": (
        "There is no class {found}: that kind of thing is told by a property. {cure}",
        "Il n’y a pas de classe {found} : cette sorte de choses se reconnaît à une propriété. {cure}",
    ),
    "other-property": (
        "What is sought here has no {found}, but {cure}.",
        "Ce qui est cherché ici n’a pas {found}, mais {cure}.",
    ),
    "one-step-further": (
        "{found} stops one step too early. What fits the rest is reached by {cure}.",
        "{found} s’arrête un pas trop tôt. On atteint ce qui convient au reste par {cure}.",
    ),
    "value-never-occurs": (
        "{property} never has the value {found} here. It has, for instance: {values}",
        "{property} n’a jamais ici la valeur {found}. Elle a par exemple : {values}",
    ),
    "unknown-thing": (
        "{found} stands nowhere in the graph.",
        "{found} ne figure nulle part dans le graphe.",
    ),
    "not-stated": (
        "The documents do not say. What is sought with {found} ({label_en}) is recorded as not stated: the documents were searched for it. That is an answer, not an error.",
        "Les documents ne le disent pas. Ce que cherche {found} ({label_fr}) est noté comme non précisé : on l’a cherché dans les documents. C’est une réponse, non une erreur.",
    ),
    "language-tag-missing": (
        "The text {found} has no language tag, the one in the graph has: {cure}. A text with a tag and one without are different.",
        "Le texte {found} n’a pas d’étiquette de langue, celui du graphe en a une : {cure}. Un texte étiqueté et un texte qui ne l’est pas sont différents.",
    ),
    "language-tag-wrong": (
        "{found} is tagged with another language than in the graph: {cure}",
        "{found} porte une autre étiquette de langue que dans le graphe : {cure}",
    ),
    "language-tag-superfluous": (
        "{found} has a language tag, the text in the graph has none: {cure}",
        "{found} porte une étiquette de langue, le texte du graphe n’en a pas : {cure}",
    ),
    "language-tag-case": (
        "LANG gives tags as they are in the graph, and = counts capitals: not {found} but {cure}.",
        "LANG donne les étiquettes telles qu’elles sont dans le graphe, et = distingue les majuscules : non pas {found} mais {cure}.",
    ),
    "language-not-there": (
        "There is no text here in the language {found}. There is: {known}.",
        "Il n’y a pas ici de texte dans la langue {found}. Il y a : {known}.",
    ),
    "no-language": (
        'The texts here have no language tag: LANG gives "", not {found}.',
        'Les textes ici n’ont pas d’étiquette de langue : LANG donne "", non {found}.',
    ),
    "datatype-wrong": (
        "{found} is of another datatype than the value in the graph: {cure}",
        "{found} est d’un autre type de données que la valeur du graphe : {cure}",
    ),
    "letter-case": (
        "Capitals count: not {found} but {cure}.",
        "Les majuscules comptent : non pas {found} mais {cure}.",
    ),
    "accents": (
        "Accents count: not {found} but {cure}.",
        "Les accents comptent : non pas {found} mais {cure}.",
    ),
    "misspelt-text": (
        "No value reads {found}. Was {cure} meant?",
        "Aucune valeur ne se lit {found}. Vouliez-vous dire {cure} ?",
    ),
    "literal-for-iri": (
        "{found} is text, but the value is a thing of that name: {cure}",
        "{found} est un texte, mais la valeur est une chose de ce nom : {cure}",
    ),
    "iri-for-literal": (
        "{found} is a thing, but the value is text: {cure}",
        "{found} est une chose, mais la valeur est un texte : {cure}",
    ),
    "edtf-not-date": (
        "{found} is not of the datatype that dates have here, which is EDTF: {cure}",
        "{found} n’est pas du type de données qu’ont ici les dates, qui est EDTF : {cure}",
    ),
    "edtf-compared-as-date": (
        "The values of {property} are EDTF: a month, a year or an interval may be one, and engines do not compare them. Compare days, with {cure}.",
        "Les valeurs de {property} sont en EDTF : un mois, une année, un intervalle en sont, et les moteurs ne les comparent pas. Comparez des jours, avec {cure}.",
    ),
    "date-compared-as-text": (
        "{found} compares a date with text, which is never true. Say that it is a date: {cure}",
        "{found} compare une date à un texte, ce qui n’est jamais vrai. Indiquez que c’est une date : {cure}",
    ),
    "date-compared-with-number": (
        "{found} compares a date with a number, which is never true. Compare its year: {cure}",
        "{found} compare une date à un nombre, ce qui n’est jamais vrai. Comparez son année : {cure}",
    ),
    "inverse-direction": (
        "{property} leads the other way: what stands after it here has the property. In SPARQL the other way is {cure}.",
        "{property} va dans l’autre sens : c’est ce qui la suit ici qui a la propriété. En SPARQL, l’autre sens s’écrit {cure}.",
    ),
    "in-named-graph": (
        "{found} is not in the default graph but in a named one ({graph}): {cure}",
        "{found} n’est pas dans le graphe par défaut mais dans un graphe nommé ({graph}) : {cure}",
    ),
    "in-default-graph": (
        "{found} is in the default graph, not in GRAPH {graph}: take it out of the braces of GRAPH.",
        "{found} est dans le graphe par défaut, non dans GRAPH {graph} : sortez-le des accolades de GRAPH.",
    ),
    "in-another-graph": (
        "{found} is in another graph: {graph}",
        "{found} est dans un autre graphe : {graph}",
    ),
    "unknown-graph": (
        "There is no graph {found}. Was {cure} meant?",
        "Il n’y a pas de graphe {found}. Vouliez-vous dire {cure} ?",
    ),
    "unknown-graph-only": (
        "There is no graph {found}, and none with a like name.",
        "Il n’y a pas de graphe {found}, ni de nom proche.",
    ),
    "dataset-leaves-it-out": (
        "{found} leaves out the graph in which this stands.",
        "{found} laisse de côté le graphe où cela se trouve.",
    ),
    "path-step": (
        "The property path leads nowhere at {found}. With {cure} in its place it does.",
        "Le chemin de propriétés ne mène nulle part à {found}. Avec {cure} à sa place, il aboutit.",
    ),
    "path-step-only": (
        "The property path leads nowhere at {found}. From there lead: {near}",
        "Le chemin de propriétés ne mène nulle part à {found}. De là partent : {near}",
    ),
    "variable-never-bound": (
        "Nothing gives {found} a value, so the condition is never true. Was {cure} meant?",
        "Rien ne donne de valeur à {found}, la condition n’est donc jamais vraie. Vouliez-vous dire {cure} ?",
    ),
    "variable-never-bound-only": (
        "Nothing gives {found} a value, so the condition is never true.",
        "Rien ne donne de valeur à {found}, la condition n’est donc jamais vraie.",
    ),
    "variable-typo": (
        "{found} in “{pattern}” is another variable than {cure}, which may have been meant.",
        "{found} dans « {pattern} » est une autre variable que {cure}, qui était peut-être voulue.",
    ),
    "variable-mixed-up": (
        "With {found} in “{pattern}” nothing fits; with {cure} in its place something does.",
        "Avec {found} dans « {pattern} », rien ne convient ; avec {cure} à sa place, si.",
    ),
    "filter-out-of-scope": (
        "Within these braces {variable} has no value yet: a condition sees only its own group. Put {found} outside.",
        "Entre ces accolades, {variable} n’a pas encore de valeur : une condition ne voit que son groupe. Mettez {found} à l’extérieur.",
    ),
    "contradiction": (
        "These conditions on {variable} exclude each other: {found}. Perhaps: {cure}",
        "Ces conditions sur {variable} s’excluent : {found}. Peut-être : {cure}",
    ),
    "optional-variable": (
        "{variable} comes from OPTIONAL and has no value where that finds nothing; the condition then is not true. To keep those rows: {cure}",
        "{variable} vient d’OPTIONAL et n’a pas de valeur là où celui-ci ne trouve rien ; la condition n’est alors pas vraie. Pour garder ces lignes : {cure}",
    ),
    "optional-in-join": (
        "{variable} comes from OPTIONAL, but {found}, outside of it, must fit its values all the same. Put that into the OPTIONAL.",
        "{variable} vient d’OPTIONAL, mais {found}, en dehors, doit quand même convenir à ses valeurs. Mettez ce motif dans OPTIONAL.",
    ),
    "string-function-on-iri": (
        "{function} takes text, but the values are IRIs. Make text of them: {cure}",
        "{function} prend du texte, mais les valeurs sont des IRI. Faites-en du texte : {cure}",
    ),
    "string-function-on-value": (
        "{function} takes text, but the values are numbers, dates or the like. Make text of them: {cure}",
        "{function} prend du texte, mais les valeurs sont des nombres, des dates ou autres. Faites-en du texte : {cure}",
    ),
    "regex-case": (
        "REGEX counts capitals. To leave them out of account: {cure}",
        "REGEX distingue les majuscules. Pour ne pas en tenir compte : {cure}",
    ),
    "text-case": (
        "{found} counts capitals, and language tags. To leave them out of account: {cure}",
        "{found} distingue les majuscules et les étiquettes de langue. Pour ne pas en tenir compte : {cure}",
    ),
    "not-exists-excludes-all": (
        "All that the rest finds is excluded by {found}.",
        "Tout ce que trouve le reste est exclu par {found}.",
    ),
    "not-exists-shares-nothing": (
        "{found} shares no variable with the rest: it is about the whole graph, and excludes all or nothing.",
        "{found} n’a aucune variable en commun avec le reste : cela porte sur tout le graphe, et exclut tout ou rien.",
    ),
    "minus-removes-all": (
        "All that the rest finds is taken away by {found}.",
        "Tout ce que trouve le reste est retiré par {found}.",
    ),
    "values-empty": (
        "{found} lists no value, so that nothing can be found.",
        "{found} ne donne aucune valeur : rien ne peut être trouvé.",
    ),
    "values-never-occur": (
        "None of the values {found} occurs here. Values of {variable} are, for instance: {values}",
        "Aucune des valeurs {found} ne se présente ici. {variable} vaut par exemple : {values}",
    ),
    "filter-excludes-all": (
        "{found} is true of nothing that the rest finds. Values of {variable} there are, for instance: {values}",
        "{found} n’est vrai de rien de ce que trouve le reste. {variable} y vaut par exemple : {values}",
    ),
    "limit-zero": (
        "LIMIT 0 asks for no rows.",
        "LIMIT 0 ne demande aucune ligne.",
    ),
    "offset-beyond-end": (
        "There are {rows} row(s), and {found} begins after the last.",
        "Il y a {rows} ligne(s), et {found} commence après la dernière.",
    ),
    "having-excludes-all": (
        "No group satisfies {found}: what it looks at goes from {least} to {greatest}.",
        "Aucun groupe ne satisfait {found} : ce qui est examiné va de {least} à {greatest}.",
    ),
    "template-variable": (
        "The pattern has no {found}, so that no triple can be made of it. Was {cure} meant?",
        "Le motif n’a pas de {found} : aucun triplet ne peut en être fait. Vouliez-vous dire {cure} ?",
    ),
    "matches-nothing": (
        "Nothing in the graph fits {found}, even by itself.",
        "Rien dans le graphe ne correspond à {found}, même pris seul.",
    ),
    "no-common-value": (
        "{one} and {other} have no value of {variable} in common. In the one it is, for instance, {values}; in the other, {others}.",
        "{one} et {other} n’ont aucune valeur de {variable} en commun. Dans l’un, c’est par exemple {values} ; dans l’autre, {others}.",
    ),
    "nothing-together": (
        "Each of these finds something, but not together: {found}",
        "Chacun de ces éléments trouve quelque chose, mais pas ensemble : {found}",
    ),
    "unknown-property": (
        "Nothing here has a property {found}, nor one with a like name.",
        "Rien ici n’a de propriété {found}, ni de nom proche.",
    ),
    "unused-term": (
        "{found} is declared, but nothing here has it.",
        "{found} est déclarée, mais rien ici ne la porte.",
    ),
    "selected-never-bound": (
        "{found} is selected, but nothing gives it a value. Was {cure} meant?",
        "{found} est sélectionnée, mais rien ne lui donne de valeur. Vouliez-vous dire {cure} ?",
    ),
    "selected-never-bound-only": (
        "{found} is selected, but nothing gives it a value.",
        "{found} est sélectionnée, mais rien ne lui donne de valeur.",
    ),
}

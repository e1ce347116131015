"""Messages about texts that do not parse: English, French."""

# ruff: noqa: E501 - a message stands in one piece, as translators read it

from __future__ import annotations

SYNTAX: dict[str, tuple[str, str]] = {
    "empty-query": (
        "There is no query here. A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        "Il n’y a pas de requête ici. Une requête commence par SELECT, ASK, CONSTRUCT ou DESCRIBE.",
    ),
    "only-a-prologue": (
        "Prefixes are declared, but nothing is asked: SELECT, ASK, CONSTRUCT or DESCRIBE must follow.",
        "Des préfixes sont déclarés, mais rien n’est demandé : il doit suivre SELECT, ASK, CONSTRUCT ou DESCRIBE.",
    ),
    "update": (
        "“{found}” would change the graph. This endpoint only answers queries: changes go to the source files.",
        "« {found} » modifierait le graphe. Ce point d’accès ne répond qu’aux requêtes : les modifications se font dans les fichiers sources.",
    ),
    "sql": (
        "This looks like SQL. In SPARQL, what is sought is written as a pattern between braces: SELECT ?x WHERE {{ ?x ?property ?value }}.",
        "Cela ressemble à du SQL. En SPARQL, ce que l’on cherche s’écrit comme un motif entre accolades : SELECT ?x WHERE {{ ?x ?propriete ?valeur }}.",
    ),
    "too-large-to-diagnose": (
        "The query does not parse at this place. It is too long or too deeply nested for a closer look.",
        "La requête n’est pas valide à cet endroit. Elle est trop longue ou trop imbriquée pour être examinée de plus près.",
    ),
    "too-large-to-check": (
        "The query is too long or too deeply nested to be checked. Running it will tell.",
        "La requête est trop longue ou trop imbriquée pour être vérifiée. L’exécuter le dira.",
    ),
    "unexpected": (
        "The query cannot be read on from “{found}”: something is missing before it, or it does not belong here.",
        "La lecture de la requête s’arrête à « {found} » : il manque quelque chose avant, ou ce n’est pas à sa place.",
    ),
    "unexpected-end": (
        "The query ends too early: something is missing at the end.",
        "La requête s’arrête trop tôt : il manque quelque chose à la fin.",
    ),
    "undeclared-prefix": (
        "The prefix “{prefix}” is not declared. Put this line first: {cure}",
        "Le préfixe « {prefix} » n’est pas déclaré. Ajoutez cette ligne au début : {cure}",
    ),
    "misspelt-prefix": (
        "The prefix “{prefix}” is not declared. Was “{cure}” meant?",
        "Le préfixe « {prefix} » n’est pas déclaré. Vouliez-vous dire « {cure} » ?",
    ),
    "unknown-prefix": (
        "The prefix “{prefix}” is not declared, and it is none that is commonly known. Say with a PREFIX line which IRI it stands for.",
        "Le préfixe « {prefix} » n’est pas déclaré et n’est pas d’usage courant. Indiquez par une ligne PREFIX l’IRI qu’il abrège.",
    ),
    "prefix-without-colon": (
        "A prefix is declared with its colon: {cure}",
        "Un préfixe se déclare avec ses deux-points : {cure}",
    ),
    "turtle-prefix": (
        "“{found}” is Turtle. In SPARQL, write {cure}, and no full stop after it.",
        "« {found} » est du Turtle. En SPARQL, écrivez {cure}, sans point final.",
    ),
    "stop-after-prefix": (
        "No “{found}” follows a PREFIX line in SPARQL.",
        "En SPARQL, aucun « {found} » ne suit une ligne PREFIX.",
    ),
    "misspelt-keyword": (
        "“{found}” is no keyword of SPARQL. Was “{cure}” meant?",
        "« {found} » n’est pas un mot-clé de SPARQL. Vouliez-vous dire « {cure} » ?",
    ),
    "variable-without-question-mark": (
        "“{found}” stands where a variable or a term must stand. A variable is written {cure}.",
        "« {found} » occupe la place d’une variable ou d’un terme. Une variable s’écrit {cure}.",
    ),
    "variable-without-name": (
        "A variable has a name: letters, digits and underscores after the “?”.",
        "Une variable porte un nom : lettres, chiffres et tirets bas après le « ? ».",
    ),
    "space-in-variable": (
        "There is no space between “?” and the variable’s name.",
        "Il n’y a pas d’espace entre le « ? » et le nom de la variable.",
    ),
    "hyphen-in-variable": (
        "A variable’s name holds no hyphen: instead of {found}, write {cure}.",
        "Le nom d’une variable ne contient pas de trait d’union : au lieu de {found}, écrivez {cure}.",
    ),
    "text-without-quotes": (
        "Text stands in quotation marks: {cure}",
        "Un texte se met entre guillemets droits : {cure}",
    ),
    "curly-quotes": (
        "These are typographic quotation marks, as word processors make them. SPARQL takes straight ones: {cure}",
        "Ce sont des guillemets typographiques, comme en produisent les traitements de texte. SPARQL veut des guillemets droits : {cure}",
    ),
    "invisible-character": (
        "There is an invisible character here ({character}), perhaps pasted along. A plain space does.",
        "Il y a ici un caractère invisible ({character}), sans doute collé avec le reste. Une simple espace suffit.",
    ),
    "foreign-character": (
        "The character “{found}” has no meaning in SPARQL outside quotation marks.",
        "Le caractère « {found} » n’a pas de sens en SPARQL en dehors des guillemets.",
    ),
    "quote-not-closed": (
        "The text that begins here is not closed: the quotation mark {quote} is missing after it.",
        "Le texte qui commence ici n’est pas fermé : il manque le guillemet {quote} à la fin.",
    ),
    "string-over-lines": (
        "Text that goes over several lines stands between three quotation marks on each side.",
        "Un texte sur plusieurs lignes se met entre trois guillemets de chaque côté.",
    ),
    "apostrophe-in-string": (
        "The apostrophe ends the text. Put double quotation marks around it: {cure}",
        "L’apostrophe ferme le texte. Mettez-le entre guillemets doubles : {cure}",
    ),
    "iri-without-brackets": (
        "An IRI stands in angle brackets: {cure}",
        "Un IRI se met entre chevrons : {cure}",
    ),
    "iri-not-closed": (
        "The IRI that begins here is not closed: the “>” is missing.",
        "L’IRI qui commence ici n’est pas fermé : il manque le « > ».",
    ),
    "space-in-iri": (
        "There is a space in this IRI. If it belongs there, it is written %20: {cure}",
        "Il y a une espace dans cet IRI. Si elle en fait partie, elle s’écrit %20 : {cure}",
    ),
    "quoted-iri": (
        "In quotation marks this is text. An IRI stands in angle brackets: {cure}",
        "Entre guillemets, c’est du texte. Un IRI se met entre chevrons : {cure}",
    ),
    "prefixed-name-in-brackets": (
        "A prefixed name stands without angle brackets: {cure}",
        "Un nom préfixé s’écrit sans chevrons : {cure}",
    ),
    "unquoted-date": (
        "Without quotation marks, {found} is a subtraction. The date is written {cure}",
        "Sans guillemets, {found} est une soustraction. La date s’écrit {cure}",
    ),
    "datatype-without-prefix": (
        "A datatype is an IRI or a prefixed name: {cure}",
        "Un type de données est un IRI ou un nom préfixé : {cure}",
    ),
    "language-tag-without-language": (
        "“@” announces a language, but none follows. Write one, such as @en, or leave it out.",
        "« @ » annonce une langue, mais aucune ne suit. Écrivez-en une, comme @fr, ou supprimez-le.",
    ),
    "comma-in-select": (
        "The variables of SELECT are separated by spaces, not by commas.",
        "Les variables de SELECT sont séparées par des espaces, non par des virgules.",
    ),
    "nothing-selected": (
        "SELECT does not say what to give: name variables, or write * for all of them.",
        "SELECT ne dit pas quoi renvoyer : nommez des variables, ou écrivez * pour toutes.",
    ),
    "expression-without-brackets": (
        "An expression and its name stand in brackets together: {cure}",
        "Une expression et son nom se mettent ensemble entre parenthèses : {cure}",
    ),
    "expression-without-name": (
        "What SELECT computes needs a name: {cure}",
        "Ce que SELECT calcule doit recevoir un nom : {cure}",
    ),
    "condition-without-brackets": (
        "A condition stands in brackets: {cure}",
        "Une condition se met entre parenthèses : {cure}",
    ),
    "ungrouped-variable": (
        "{found} is selected beside an aggregate without being grouped: a group may have many values of it. Group by it ({cure}), or aggregate it too, as in (SAMPLE({found}) AS ?one).",
        "{found} est sélectionnée à côté d’un agrégat sans être groupée : un groupe peut en avoir plusieurs valeurs. Groupez selon elle ({cure}), ou agrégez-la aussi, comme dans (SAMPLE({found}) AS ?un).",
    ),
    "star-with-group": (
        "SELECT * cannot go with GROUP BY: name what is grouped by ({cure}), and aggregates.",
        "SELECT * ne va pas avec GROUP BY : nommez ce selon quoi l’on groupe ({cure}), et des agrégats.",
    ),
    "selected-twice": (
        "{found} is selected twice.",
        "{found} est sélectionnée deux fois.",
    ),
    "variable-in-scope": (
        "{found} already has a value at this place: AS needs a new variable, such as {cure}.",
        "{found} a déjà une valeur à cet endroit : AS demande une nouvelle variable, comme {cure}.",
    ),
    "by-missing": (
        "It is written {cure}.",
        "On écrit {cure}.",
    ),
    "number-expected": (
        "A whole number must follow {found}.",
        "Un nombre entier doit suivre {found}.",
    ),
    "limit-with-comma": (
        "SPARQL writes this in two words: {cure}",
        "SPARQL l’écrit en deux mots : {cure}",
    ),
    "modifiers-out-of-order": (
        "{found} stands too early. The order is GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET: {cure}",
        "{found} vient trop tôt. L’ordre est GROUP BY, HAVING, ORDER BY, LIMIT et OFFSET : {cure}",
    ),
    "bracket-not-opened": (
        "This “{found}” closes nothing that is open.",
        "Ce « {found} » ne ferme rien.",
    ),
    "bracket-not-closed": (
        "The “{found}” that stands here is never closed: a “{missing}” is missing.",
        "Le « {found} » ouvert ici n’est jamais fermé : il manque un « {missing} ».",
    ),
    "brace-missing": (
        "A pattern in braces must follow {found}.",
        "Un motif entre accolades doit suivre {found}.",
    ),
    "template-missing": (
        "CONSTRUCT needs a template in braces, which says what to make: CONSTRUCT {{ ?s ?p ?o }} WHERE {{ … }}.",
        "CONSTRUCT demande un modèle entre accolades, qui dit quoi construire : CONSTRUCT {{ ?s ?p ?o }} WHERE {{ … }}.",
    ),
    "mark-after-the-end": (
        "Nothing follows the last brace but ORDER BY, LIMIT and the like: leave out the “{found}”.",
        "Rien ne suit la dernière accolade, sinon ORDER BY, LIMIT et semblables : supprimez le « {found} ».",
    ),
    "foreign-operator": (
        "“{found}” is no operator of SPARQL. It is written {cure}",
        "« {found} » n’est pas un opérateur de SPARQL. On écrit {cure}",
    ),
    "equals-in-pattern": (
        "“{found}” compares, within FILTER. That a thing is of a class is written “a”: ?x a ex:Class.",
        "« {found} » compare, dans un FILTER. L’appartenance à une classe s’écrit « a » : ?x a ex:Classe.",
    ),
    "aggregate-in-filter": (
        "An aggregate cannot stand in FILTER. Conditions on groups stand in HAVING, after GROUP BY.",
        "Un agrégat ne peut figurer dans FILTER. Les conditions sur les groupes se mettent dans HAVING, après GROUP BY.",
    ),
    "wrong-number-of-arguments": (
        "{found} takes {takes} argument(s), not {given}.",
        "{found} prend {takes} argument(s), non {given}.",
    ),
    "values-without-braces": (
        "The values stand in braces: {cure}",
        "Les valeurs se mettent entre accolades : {cure}",
    ),
    "row-of-other-width": (
        "This row of VALUES has {given} value(s) for {takes} variable(s). UNDEF stands for one that is left open.",
        "Cette ligne de VALUES a {given} valeur(s) pour {takes} variable(s). UNDEF tient lieu de celle qu’on laisse ouverte.",
    ),
    "graph-without-name": (
        "GRAPH needs the name of a graph, or a variable: {cure}",
        "GRAPH demande le nom d’un graphe, ou une variable : {cure}",
    ),
    "semicolon-for-stop": (
        "After “;” the same subject goes on with another property. Before a new subject stands a full stop.",
        "Après « ; », le même sujet continue avec une autre propriété. Devant un nouveau sujet, il faut un point.",
    ),
    "comma-for-semicolon": (
        "After “,” comes another value of the same property. Before another property stands “;”.",
        "Après « , » vient une autre valeur de la même propriété. Devant une autre propriété, il faut « ; ».",
    ),
    "comma-for-stop": (
        "After “,” comes another value of the same property. Before a new subject stands a full stop.",
        "Après « , » vient une autre valeur de la même propriété. Devant un nouveau sujet, il faut un point.",
    ),
    "stray-mark": (
        "This “{found}” is one too many: nothing follows that it could separate.",
        "Ce « {found} » est de trop : rien ne suit qu’il pourrait séparer.",
    ),
    "stop-missing": (
        "A full stop is missing between {before} and {found}.",
        "Il manque un point entre {before} et {found}.",
    ),
    "semicolon-missing": (
        "A “;” is missing between {before} and {found}: the same subject goes on with another property.",
        "Il manque un « ; » entre {before} et {found} : le même sujet continue avec une autre propriété.",
    ),
    "incomplete-triple": (
        "A triple pattern has three parts: subject, property, value. Here are {terms}: {found}",
        "Un motif de triplet a trois parties : sujet, propriété, valeur. Il n’y en a ici que {terms} : {found}",
    ),
    "operand-missing": (
        "Something must follow “{found}” to be compared with.",
        "Quelque chose doit suivre « {found} », à quoi comparer.",
    ),
    "second-pattern": (
        "The query is complete before “{found}”. One request asks one query, with one WHERE.",
        "La requête est complète avant « {found} ». Une demande comporte une seule requête, avec un seul WHERE.",
    ),
    "relative-iri": (
        "{found} is relative and there is no BASE: write the IRI in full, or with a prefix.",
        "{found} est relatif et il n’y a pas de BASE : écrivez l’IRI en entier, ou avec un préfixe.",
    ),
    "blank-node-in-two-groups": (
        "The blank node {found} stands in two groups. Use a variable, which may stand in both.",
        "Le nœud anonyme {found} figure dans deux groupes. Employez une variable, qui peut figurer dans les deux.",
    ),
}

# ruff: noqa: B007
"""Wrong answers as students write them, apart from the listed mistakes, and what each of them is.

Each stands with the words that a sentence must contain to name its cause. Answers whose cause the
checker does not name stay in and count as unnamed: never loosen the words to fit what it says. New
answers are worth most when they are written before the checker has seen them.
"""

import math
from collections import Counter
from typing import NamedTuple

import numpy as np

answers = []


class Wrong(NamedTuple):
    exercise: str
    cause: str
    says: str  # regular expression that the sentence must match to have named the cause
    function: object


def wrong(exercise, cause, says):
    def add(function):
        answers.append(Wrong(exercise, cause, says, function))
        return function

    return add


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# ---- start page and 1.1 --------------------------------------------------------------------


@wrong("digit_read", "the digit as text", r"text.*number")
def _(scores):
    return str(np.argmax(scores))


@wrong("digit_read", "index as for a list", r"(?s)AttributeError.*index")
def _(scores):
    return scores.index(max(scores))


@wrong("digit_read", "the whole ranking", r"[Oo]ne number|a number")
def _(scores):
    return np.argsort(scores)


@wrong("digit_read", "ranked downwards, taken from the end", r"smallest")
def _(scores):
    return np.argsort(-scores)[-1]


@wrong("digit_read", "True where the largest stands", r"[Oo]ne number|a number")
def _(scores):
    return scores == scores.max()


@wrong("digit_read", "the first score above 0", r"first.*(positive|above 0)|largest")
def _(scores):
    for digit in range(10):
        if scores[digit] > 0:
            return digit


@wrong("digit_read", "argmax of the sorted scores", r"sort|same.*whatever|last place")
def _(scores):
    return np.argmax(np.sort(scores))


@wrong("accuracy", "the mean forgotten", r"mean|sum is missing|[Oo]ne number")
def _(predicted, targets):
    return predicted == targets


@wrong("accuracy", "if with a whole array", r"(?s)ValueError.*(ambiguous|truth value)")
def _(predicted, targets):
    right = 0
    if predicted == targets:
        right += 1
    return right / len(targets)


@wrong("accuracy", "divided by the ten of the example", r"how many|len|always 10|same number")
def _(predicted, targets):
    return np.sum(predicted == targets) / 10


@wrong("accuracy", "return inside the loop", r"first example|loop")
def _(predicted, targets):
    right = 0
    for said, truth in zip(predicted, targets, strict=True):
        right += said == truth
        return right / len(targets)


@wrong("accuracy", "division without remainder", r"//|whole number|rounded")
def _(predicted, targets):
    return np.sum(predicted == targets) // len(targets)


@wrong("accuracy", "=+ in place of +=", r"=\+|[Ll]ast|one example")
def _(predicted, targets):
    right = 0
    for said, truth in zip(predicted, targets, strict=True):
        if said == truth:
            right = +1
    return right / len(targets)


@wrong("accuracy", "the means compared", r"each example|own target|mean")
def _(predicted, targets):
    return np.mean(predicted) == np.mean(targets)


@wrong("accuracy", "divided by the number of classes", r"number of classes|divide by")
def _(predicted, targets):
    return np.sum(predicted == targets) / len(np.unique(targets))


@wrong("best_threshold", "threshold and score, as in the lesson", r"tuple|[Oo]ne number")
def _(values, y):
    places = np.sort(values)
    scores = [np.mean((values < t) == y) for t in places]
    best = int(np.argmax(scores))
    return places[best], scores[best]


@wrong("best_threshold", "200 places, as in the lesson", r"even|grid|between two")
def _(values, y):
    places = np.linspace(values.min(), values.max(), 200)
    return places[np.argmax([np.mean((values < t) == y) for t in places])]


@wrong("best_threshold", "the middle of all values", r"search|try|every place|all places")
def _(values, y):
    return np.median(values)


@wrong("best_threshold", "between the edges of the classes", r"overlap|search|try")
def _(values, y):
    return (values[y == 1].max() + values[y == 0].min()) / 2


@wrong("best_threshold", "return inside the loop", r"first place|loop")
def _(values, y):
    v = np.sort(values)
    best = 0
    for t in (v[1:] + v[:-1]) / 2:
        score = np.mean((values < t) == y)
        if score > best:
            best, threshold = score, t
            return threshold


@wrong("best_threshold", "score compared with a threshold", r"score.*threshold|mix|confus")
def _(values, y):
    v, best = np.sort(values), 0
    for t in (v[1:] + v[:-1]) / 2:
        if np.mean((values < t) == y) > best:
            best = t
    return best


@wrong("best_threshold", "the last of the equally good, by <", r"lowest|worst")
def _(values, y):
    v = np.sort(values)
    halfway = (v[1:] + v[:-1]) / 2
    return halfway[np.argmin([np.mean((values < t) == y) for t in halfway])]


@wrong(
    "best_threshold", "one gap between classes looked for", r"every place|all places|first place"
)
def _(values, y):
    order = np.argsort(values)
    v, classes = values[order], y[order]
    for k in range(len(v) - 1):
        if classes[k] != classes[k + 1]:
            return (v[k] + v[k + 1]) / 2


@wrong("coin_labels", "test in percent", r"percent|100 times|0 to 1")
def _():
    return 1, 50


@wrong("coin_labels", "exchanged", r"another order|exchanged")
def _():
    return 0.5, 1.0


@wrong("coin_labels", "a gap left open", r"gap|three dots")
def _():
    return 1.0, ...


@wrong("coin_labels", "one number for both", r"2 (parts )?are asked|tuple or list of 2")
def _():
    return 0.5


@wrong("coin_labels", "as text", r"text.*number")
def _():
    return "100 %", "50 %"


@wrong("coin_labels", "nearly all in training", r"training.*itself|too small|training\)")
def _():
    return 0.9, 0.5


@wrong("coin_labels", "one digit in ten", r"two|coin")
def _():
    return 1.0, 0.1


@wrong("coin_labels", "chance in both, a little better in training", r"itself")
def _():
    return 0.6, 0.5


@wrong("split_by_writer", "the writers drawn", r"each image")
def _(writers, n_test, seed):
    rng = np.random.default_rng(seed)
    return rng.choice(np.unique(writers), n_test, replace=False)


@wrong("split_by_writer", "the places of the images", r"each image")
def _(writers, n_test, seed):
    rng = np.random.default_rng(seed)
    chosen = rng.choice(np.unique(writers), n_test, replace=False)
    return np.flatnonzero(np.isin(writers, chosen))


@wrong("split_by_writer", "drawn with replacement", r"different writers|replac")
def _(writers, n_test, seed):
    rng = np.random.default_rng(seed)
    return np.isin(writers, rng.choice(np.unique(writers), n_test))


@wrong("split_by_writer", "drawn from the list of images", r"different writers|unique")
def _(writers, n_test, seed):
    rng = np.random.default_rng(seed)
    return np.isin(writers, rng.choice(writers, n_test, replace=False))


@wrong("split_by_writer", "as many images as writers", r"draw images")
def _(writers, n_test, seed):
    order = np.random.default_rng(seed).permutation(len(writers))
    return np.isin(np.arange(len(writers)), order[:n_test])


@wrong("split_by_writer", "the seed left out", r"random")
def _(writers, n_test, seed):
    rng = np.random.default_rng()
    return np.isin(writers, rng.choice(np.unique(writers), n_test, replace=False))


@wrong("split_by_writer", "shuffles the writers of others", r"changes writers in place")
def _(writers, n_test, seed):
    np.random.default_rng(seed).shuffle(writers)
    return np.isin(writers, np.unique(writers)[:n_test])


@wrong("split_by_writer", "both parts", r"each image|tuple")
def _(writers, n_test, seed):
    rng = np.random.default_rng(seed)
    test = np.isin(writers, rng.choice(np.unique(writers), n_test, replace=False))
    return writers[~test], writers[test]


@wrong("split_by_writer", "in with an array", r"(?s)ValueError.*(ambiguous|truth value)")
def _(writers, n_test, seed):
    rng = np.random.default_rng(seed)
    chosen = rng.choice(np.unique(writers), n_test, replace=False)
    return writers in chosen


# ---- 1.2 -----------------------------------------------------------------------------------


@wrong("assign_to_centroids", "argmin forgotten", r"axis too many")
def _(x, centroids):
    nearest = []
    for example in x:
        distances = ((centroids - example) ** 2).sum(axis=1)
        nearest.append(distances)
    return np.array(nearest)


@wrong("assign_to_centroids", "one sum over everything", r"same.*whatever|axis")
def _(x, centroids):
    nearest = []
    for example in x:
        distances = ((centroids - example) ** 2).sum()
        nearest.append(distances.argmin())
    return np.array(nearest)


@wrong("assign_to_centroids", "return inside the loop", r"[Ff]irst")
def _(x, centroids):
    nearest = []
    for example in x:
        distances = ((centroids - example) ** 2).sum(axis=1)
        nearest.append(distances.argmin())
        return np.array(nearest)


@wrong("assign_to_centroids", "all examples in each round", r"(?s)ValueError.*centroids - x.*shape")
def _(x, centroids):
    nearest = []
    for example in x:
        distances = ((centroids - x) ** 2).sum(axis=1)
        nearest.append(distances.argmin())
    return np.array(nearest)


@wrong("assign_to_centroids", "a gap left open", r"gap|three dots")
def _(x, centroids):
    nearest = []
    for example in x:
        distances = ((centroids - example) ** 2).sum(axis=1)  # noqa: F841
        nearest.append(...)
    return np.array(nearest)


@wrong("assign_to_centroids", "square of the example alone", r"square|parenthes")
def _(x, centroids):
    nearest = []
    for example in x:
        distances = (centroids - example**2).sum(axis=1)
        nearest.append(distances.argmin())
    return np.array(nearest)


@wrong("update_centroids", "mean over everything on the pile", r"axis is missing|axis")
def _(x, pile, centroids):
    new = []
    for k in range(len(centroids)):
        new.append(x[pile == k].mean() if (pile == k).any() else centroids[k].mean())
    return np.array(new)


@wrong("update_centroids", "changes the centroids in place", r"changes centroids in place")
def _(x, pile, centroids):
    for k in range(len(centroids)):
        if (pile == k).any():
            centroids[k] = x[pile == k].mean(axis=0)
    return centroids


@wrong("update_centroids", "overwritten in each round", r"only the last")
def _(x, pile, centroids):
    for k in range(len(centroids)):
        new = x[pile == k].mean(axis=0) if (pile == k).any() else centroids[k]
    return new


@wrong("update_centroids", "starts from zeros", r"stays where it is")
def _(x, pile, centroids):
    new = np.zeros_like(centroids)
    for k in np.unique(pile):
        new[k] = x[pile == k].mean(axis=0)
    return new


@wrong("update_centroids", "mean of the wrong axis", r"axis=0|axis")
def _(x, pile, centroids):
    new = []
    for k in range(len(centroids)):
        mine = x[pile == k]
        new.append(mine.mean(axis=1) if len(mine) else centroids[k])
    return new


@wrong("update_centroids", "axis forgotten, into a copy", r"axis")
def _(x, pile, centroids):
    new = centroids.copy()
    for k in range(len(centroids)):
        if (pile == k).any():
            new[k] = x[pile == k].mean()
    return new


@wrong("update_centroids", "transposed for the plot", r"transpose|[Rr]ows and columns")
def _(x, pile, centroids):
    new = centroids.copy()
    for k in np.unique(pile):
        new[k] = x[pile == k].mean(axis=0)
    return new.T


@wrong("update_centroids", "divides by the number of piles", r"divid|number of (piles|rows)")
def _(x, pile, centroids):
    new = centroids.copy()
    for k in np.unique(pile):
        new[k] = x[pile == k].sum(axis=0) / len(centroids)
    return new


@wrong("epsilon_greedy", "no return in one branch", r"None in some|branch")
def _(estimates, epsilon, chance, any_arm):
    if chance < epsilon:
        return any_arm


@wrong("epsilon_greedy", "chance against 1 - epsilon", r"1 - epsilon")
def _(estimates, epsilon, chance, any_arm):
    return any_arm if chance < 1 - epsilon else estimates.argmax()


@wrong("epsilon_greedy", "exchanged at the sign", r"wrong way round")
def _(estimates, epsilon, chance, any_arm):
    if chance > epsilon:
        return any_arm
    return np.argmax(estimates)


@wrong("epsilon_greedy", "explores with the worst arm", r"any_arm")
def _(estimates, epsilon, chance, any_arm):
    return estimates.argmin() if chance < epsilon else estimates.argmax()


@wrong("epsilon_greedy", "argument forgotten", r"arguments.*estimates, epsilon, chance, any_arm")
def _(estimates, epsilon, chance):
    return estimates.argmax()


@wrong("epsilon_greedy", "epsilon against one half", r"half the time|chance.*epsilon")
def _(estimates, epsilon, chance, any_arm):
    return any_arm if epsilon > 0.5 else estimates.argmax()


@wrong("kinds_of_learning", "a task for a kind", r"(?s)house.*regression|regression.*house")
def _():
    return "supervised", "unsupervised", "self-supervised", "reinforcement", "regression"


@wrong("kinds_of_learning", "capital letters", r"capital")
def _():
    return "Supervised", "Unsupervised", "Self-supervised", "Reinforcement", "Supervised"


@wrong("kinds_of_learning", "one answer left out", r"4 parts.*5 are asked")
def _():
    return "supervised", "unsupervised", "self-supervised", "reinforcement"


@wrong("kinds_of_learning", "two exchanged", r"recordings|flyers|another order")
def _():
    return "supervised", "self-supervised", "unsupervised", "reinforcement", "supervised"


@wrong("kinds_of_learning", "a gap left open", r"gap|three dots")
def _():
    return "supervised", "unsupervised", ..., "reinforcement", "supervised"


# ---- 1.3 -----------------------------------------------------------------------------------


@wrong("task_card", "a list of lines", r"as text")
def _():
    return ["Input: a photo of a leaf", "Output: ill or healthy", "Cost: a field", "Data: 5,000"]


@wrong("task_card", "one line", r"short|sentences|five lines")
def _():
    return "A photo of a leaf goes in, ill or healthy comes out."


@wrong("task_card", "prints the card", r"print.*return")
def _():
    print("Input: one photo of one leaf. Output: ill or healthy. Cost: a miss infects the field.")


@wrong("task_card", "the first line filled, the others left open", r"dots|gap|left open")
def _():
    return """
    Input: one photo of one leaf, taken by phone in daylight
    Output: ...
    Cost of mistakes: ...
    Data: ...
    What goes wrong: ...
    """


@wrong("error_by_group", "overwritten in each round", r"only the last")
def _(predicted, targets, groups):
    for group in np.unique(groups):
        rates = [np.mean((predicted != targets)[groups == group])]
    return rates


@wrong("error_by_group", "picks on one side only", r"(?s)ValueError.*targets\[mine\]")
def _(predicted, targets, groups):
    rates = []
    for group in np.unique(groups):
        mine = groups == group
        rates.append(np.mean(predicted != targets[mine]))
    return rates


@wrong("error_by_group", "percent", r"100 times")
def _(predicted, targets, groups):
    wrong = predicted != targets
    return [100 * wrong[groups == group].mean() for group in np.unique(groups)]


@wrong("error_by_group", "groups counted from 0", r"np.unique|number(s|ed)? .*group")
def _(predicted, targets, groups):
    n_groups = len(np.unique(groups))
    return [np.mean((predicted != targets)[groups == k]) for k in range(n_groups)]


@wrong("error_by_group", "worst group first", r"other places|order|sorted")
def _(predicted, targets, groups):
    wrong = predicted != targets
    return sorted((wrong[groups == group].mean() for group in np.unique(groups)), reverse=True)


@wrong("error_by_group", "a table by name", r"dictionary")
def _(predicted, targets, groups):
    wrong = predicted != targets
    return {int(group): wrong[groups == group].mean() for group in np.unique(groups)}


@wrong("error_by_group", "the share of right in groups", r"share of right")
def _(predicted, targets, groups):
    return [np.mean(predicted[groups == g] == targets[groups == g]) for g in np.unique(groups)]


@wrong("precision_recall_f1", "F1 alone", r"3 (parts )?are asked|a number.*tuple")
def _(predicted, targets):
    both = np.sum(predicted * targets)
    return 2 * both / (predicted.sum() + targets.sum())


@wrong("precision_recall_f1", "the 2 of F1 forgotten", r"F1\).*half")
def _(predicted, targets):
    both = np.sum(predicted * targets)
    precision, recall = both / predicted.sum(), both / targets.sum()
    return precision, recall, precision * recall / (precision + recall)


@wrong("precision_recall_f1", "F1 first", r"another order")
def _(predicted, targets):
    both = np.sum(predicted * targets)
    f1 = 2 * both / (predicted.sum() + targets.sum())
    return f1, both / predicted.sum(), both / targets.sum()


@wrong("precision_recall_f1", "percent", r"100 times")
def _(predicted, targets):
    both, called, positive = np.sum(predicted * targets), predicted.sum(), targets.sum()
    return 100 * both / called, 100 * both / positive, 200 * both / (called + positive)


@wrong("precision_recall_f1", "counts, not shares", r"divid|share")
def _(predicted, targets):
    both = np.sum(predicted * targets)
    return both, both, both


@wrong("precision_recall_f1", "and in place of &", r"(?s)ValueError.*(ambiguous|truth value)")
def _(predicted, targets):
    both = np.sum(predicted == 1 and targets == 1)
    return both / predicted.sum(), both / targets.sum(), both


@wrong("precision_recall_f1", "F1 as the product", r"harmonic|product|twice")
def _(predicted, targets):
    both = np.sum(predicted * targets)
    precision, recall = both / predicted.sum(), both / targets.sum()
    return precision, recall, precision * recall


@wrong("screening_choice", "the test alone", r"2 (parts )?are asked|text.*tuple")
def _():
    return "B"


@wrong("screening_choice", "a small letter", r"capital")
def _():
    return "b", "recall"


@wrong("screening_choice", "the number for its name", r"metric|number")
def _():
    return "B", 0.9


@wrong("screening_choice", "F1, which was not offered", r"metric\).*F1")
def _():
    return "B", "F1"


# ---- problem set of unit 1 -----------------------------------------------------------------


@wrong("postal_code", "the digits in a list", r"text")
def _(scores):
    return list(scores.argmax(axis=1))


@wrong("postal_code", "joins numbers", r"(?s)TypeError.*join")
def _(scores):
    return "".join(scores.argmax(axis=1))


@wrong("postal_code", "a number", r"text")
def _(scores):
    return sum(10**k * int(row.argmax()) for k, row in enumerate(scores[::-1]))


@wrong("postal_code", "return inside the loop", r"first digit|loop")
def _(scores):
    code = ""
    for row in scores:
        code += str(row.argmax())
        return code


@wrong("postal_code", "prints the code", r"print.*return")
def _(scores):
    print("".join(str(row.argmax()) for row in scores))


@wrong("postal_code", "comma between the digits", r"between the digits|nothing in between")
def _(scores):
    return ",".join(str(digit) for digit in scores.argmax(axis=1))


@wrong("needs_a_person", "sorts the scores of others", r"changes scores in place")
def _(scores, margin):
    scores.sort(axis=1)
    return scores[:, -1] - scores[:, -2] < margin


@wrong("needs_a_person", "if with a whole array", r"(?s)ValueError.*(ambiguous|truth value)")
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    if ranked[:, -1] - ranked[:, -2] < margin:  # noqa: SIM103
        return True
    return False


@wrong("needs_a_person", "the share of them", r"one number|mean")
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return (ranked[:, -1] - ranked[:, -2] < margin).mean()


@wrong(
    "needs_a_person",
    "their numbers in place of True and False",
    r"each picture",
)
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return np.flatnonzero(ranked[:, -1] - ranked[:, -2] < margin)


@wrong("needs_a_person", "the margin left out", r"margin.*(not change|used)")
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return ranked[:, -1] - ranked[:, -2] < 1


@wrong("needs_a_person", "the lead itself", r"True (or|and) False|[Cc]ompare|less than")
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return ranked[:, -1] - ranked[:, -2]


@wrong("needs_a_person", "lead over the first class", r"second")
def _(scores, margin):
    return scores.max(axis=1) - scores[:, 0] < margin


@wrong("split", "labels and test exchanged", r"order")
def _(x, y, n_test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    test, train = order[:n_test], order[n_test:]
    return x[train], x[test], y[train], y[test]


@wrong("split", "test and training exchanged", r"examples in the test, where")
def _(x, y, n_test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    train, test = order[:n_test], order[n_test:]
    return x[train], y[train], x[test], y[test]


@wrong("split", "each by a coin", r"examples in the test, where")
def _(x, y, n_test, seed):
    test = np.random.default_rng(seed).random(len(x)) < n_test / len(x)
    return x[~test], y[~test], x[test], y[test]


@wrong("split", "the seed left out", r"random")
def _(x, y, n_test, seed):
    order = np.random.default_rng().permutation(len(x))
    test, train = order[:n_test], order[n_test:]
    return x[train], y[train], x[test], y[test]


@wrong("split", "labels in their old order", r"labels (no longer )?belong|labels that belong")
def _(x, y, n_test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    x = x[order]
    return x[n_test:], y[n_test:], x[:n_test], y[:n_test]


@wrong("split", "drawn with replacement", r"more than once")
def _(x, y, n_test, seed):
    rows = np.random.default_rng(seed).choice(len(x), n_test)
    rest = ~np.isin(np.arange(len(x)), rows)
    return x[rest], y[rest], x[rows], y[rows]


@wrong("split", "one bug alone, the leak", r"among the training")
def _(x, y, n_test, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    return x, y, x[:n_test], y[:n_test]


@wrong("split", "one bug alone, the labels", r"labels.*belong")
def _(x, y, n_test, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.permutation(x), rng.permutation(y)
    return x[n_test:], y[n_test:], x[:n_test], y[:n_test]


@wrong("split", "draws one order too many, from the same seed twice", r"n_test|in the test")
def _(x, y, n_test, seed):
    x = np.random.default_rng(seed).permutation(x)
    y = np.random.default_rng(seed).permutation(y)
    return x[:-n_test], y[:-n_test], x[:n_test], y[:n_test]


@wrong("name_piles", "an empty pile has no most common", r"(?s)IndexError.*most_common")
def _(pile, y, k):
    return [Counter(y[pile == j].tolist()).most_common(1)[0][0] for j in range(k)]


@wrong("name_piles", "names by number of the pile", r"dictionary")
def _(pile, y, k):
    return {int(j): np.bincount(y[pile == j]).argmax() for j in np.unique(pile)}


@wrong("name_piles", "all counts of each pile", r"axis too many|argmax|different lengths")
def _(pile, y, k):
    return [np.bincount(y[pile == j], minlength=10) for j in range(k)]


@wrong("name_piles", "piles of labels", r"changed places|exchanged|pile and y")
def _(pile, y, k):
    names = [np.bincount(pile[y == j], minlength=k).argmax() for j in range(k)]
    return [name if j in pile else -1 for j, name in enumerate(names)]


@wrong("name_piles", "one name for all", r"[Ff]irst|all piles|same name")
def _(pile, y, k):
    return [np.bincount(y).argmax() if j in pile else -1 for j in range(k)]


@wrong("name_piles", "empty piles left as nan", r"nan")
def _(pile, y, k):
    return [np.bincount(y[pile == j]).argmax() if j in pile else np.nan for j in range(k)]


@wrong("name_piles", "the largest label", r"most frequent")
def _(pile, y, k):
    return [y[pile == j].max() if j in pile else -1 for j in range(k)]


@wrong("false_alarms", "a place for a number of them", r"too small by 1")
def _(scores, y, recall):
    found = np.cumsum(y[np.argsort(-scores)])
    n = (found >= recall * y.sum()).argmax()
    return n - found[n] + 0


@wrong("false_alarms", "the ranking forgotten", r"scores.*(not change|used)|rank")
def _(scores, y, recall):
    found = np.cumsum(y)
    n = (found >= recall * y.sum()).argmax() + 1
    return n - found[n - 1]


@wrong("false_alarms", "sorted, but from below", r"lowest score upwards")
def _(scores, y, recall):
    alarms = hits = 0
    for row in np.argsort(scores):
        hits, alarms = hits + y[row], alarms + 1 - y[row]
        if hits >= recall * y.sum():
            return alarms


@wrong("false_alarms", "each false alarm, not their number", r"One number is asked|axis too many")
def _(scores, y, recall):
    order = np.argsort(-scores)
    n = (np.cumsum(y[order]) >= recall * y.sum()).argmax() + 1
    return 1 - y[order][:n]


@wrong("false_alarms", "a ranking of the ranking", r"argsort|rank|order")
def _(scores, y, recall):
    found = np.cumsum(y[np.argsort(np.argsort(-scores))])
    n = (found >= recall * y.sum()).argmax() + 1
    return n - found[n - 1]


@wrong("false_alarms", "a threshold of one half", r"scores|highest|ranking")
def _(scores, y, recall):
    return np.sum((scores > 0.5) & (y == 0))


@wrong("false_alarms", "the missed in place of the alarms", r"missed|false alarms")
def _(scores, y, recall):
    found = np.cumsum(y[np.argsort(-scores)])
    n = (found >= recall * y.sum()).argmax() + 1
    return y.sum() - found[n - 1]


@wrong("reader_to_install", "the reader alone", r"2 (parts )?are asked|text.*tuple")
def _():
    return "jolted"


@wrong("reader_to_install", "where it is used, in one's own words", r"place\).*office")
def _():
    return "jolted", "office"


@wrong("reader_to_install", "the place first", r"another order")
def _():
    return "field", "jolted"


@wrong("reader_to_install", "both readers", r"reader\).*both")
def _():
    return "both", "field"


# ---- weighted_sum ------------------------------------------------------------------------


@wrong("weighted_sum", "return inside the loop", r"[Ff]irst")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[i]
        return z


@wrong("weighted_sum", "loop ends one too early", r"last value of (x|w)")
def _(x, w, b):
    z = b
    for i in range(len(x) - 1):
        z = z + x[i] * w[i]
    return z


@wrong("weighted_sum", "loop starts at 1", r"first value of (x|w)")
def _(x, w, b):
    z = b
    for i in range(1, len(x)):
        z = z + x[i] * w[i]
    return z


@wrong("weighted_sum", "index out of range", r"(?s)IndexError.*x\[i \+ 1\]")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i + 1] * w[i]
    return z


@wrong("weighted_sum", "minus in place of plus", r"sign of (x|w|b)")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z - x[i] * w[i]
    return z


@wrong("weighted_sum", "prints z", r"print.*return")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[i]
    print("z =", z)


@wrong("weighted_sum", "weight missing", r"\bw\b.*(not change|used|1)")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i]
    return z


@wrong("weighted_sum", "gap half filled", r"gap|three dots")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + ...
    return z


# ---- umbrella ------------------------------------------------------------------------------


@wrong("umbrella", "returns only the decision", r"a number.*tuple")
def _(x, w, threshold):
    return 1 if x @ w >= threshold else 0


@wrong("umbrella", "parts in another order", r"another order")
def _(x, w, threshold):
    return (1 if x @ w >= threshold else 0), -threshold


@wrong("umbrella", "returns words", r"text.*number")
def _(x, w, threshold):
    return -threshold, "take it" if x @ w >= threshold else "leave it"


@wrong("umbrella", "no return in one branch", r"None in some|branch")
def _(x, w, threshold):
    if x @ w >= threshold:
        return -threshold, 1


@wrong("umbrella", "always takes it", r"same.*whatever")
def _(x, w, threshold):
    return -threshold, 1


@wrong("umbrella", "calls a function that was never defined", r"NameError.*\n.*\n.*weigh")
def _(x, w, threshold):
    return -threshold, weigh(x, w) >= threshold  # noqa: F821


# ---- neuron --------------------------------------------------------------------------------


@wrong("neuron", "sigmoid applied twice", r"one sigmoid too many|twice")
def _(x, w, b):
    return sigmoid(sigmoid(x @ w + b))


@wrong("neuron", "tanh for sigmoid", r"tanh")
def _(x, w, b):
    return np.tanh(x @ w + b)


@wrong("neuron", "ReLU for sigmoid", r"ReLU")
def _(x, w, b):
    return max(0.0, x @ w + b)


@wrong("neuron", "bias subtracted", r"sign of b|bias is subtracted")
def _(x, w, b):
    return sigmoid(x @ w - b)


@wrong("neuron", "rounded for display", r"rounded to 2 digits")
def _(x, w, b):
    return round(float(sigmoid(x @ w + b)), 2)


@wrong("neuron", "returns a percentage", r"100 times")
def _(x, w, b):
    return 100 * sigmoid(x @ w + b)


@wrong("neuron", "list times list", r"(?s)TypeError.*return sigmoid\(list")
def _(x, w, b):
    return sigmoid(list(x) * list(w) + b)


@wrong("neuron", "forgets to call sigmoid on numbers", r"function sigmoid itself")
def _(x, w, b):
    return sigmoid


@wrong("neuron", "arguments left out", r"arguments.*x, w, b")
def _(x, w):
    return sigmoid(x @ w)


@wrong("neuron", "random bias", r"random")
def _(x, w, b):
    return sigmoid(x @ w + np.random.default_rng().normal())


@wrong("neuron", "fixed answer that fitted an example", r"same.*whatever")
def _(x, w, b):
    return 0.731


@wrong("neuron", "bias multiplied by the number of inputs", r"b (counts|is multiplied)")
def _(x, w, b):
    return sigmoid(sum(xi * wi + b for xi, wi in zip(x, w, strict=True)))


@wrong("neuron", "mean of the products", r"mean|number of values")
def _(x, w, b):
    return sigmoid(np.mean(x * w) + b)


@wrong("neuron", "weights counted by their size only", r"signs of (x|w) are lost")
def _(x, w, b):
    return sigmoid(x @ np.abs(w) + b)


# ---- neuron_batch --------------------------------------------------------------------------


@wrong("neuron_batch", "keepdims left on", r"shape.*length 1")
def _(x, w, b):
    return sigmoid((x * w).sum(axis=1, keepdims=True) + b)


@wrong("neuron_batch", "wrong order in the product", r"(?s)ValueError.*w @ x.*shape")
def _(x, w, b):
    return sigmoid(w @ x + b)


@wrong("neuron_batch", "list that starts again in each round", r"only the last")
def _(x, w, b):
    for row in x:
        outputs = []
        outputs.append(sigmoid(row @ w + b))
    return outputs


@wrong("neuron_batch", "bias given to the first example only", r"only the first (row|example)")
def _(x, w, b):
    z = x @ w
    z[0] = z[0] + b
    return sigmoid(z)


@wrong("neuron_batch", "weights not used, inputs added", r"\bw\b.*(not change|used|1)")
def _(x, w, b):
    return sigmoid(x.sum(axis=1) + b)


@wrong("neuron_batch", "exp of a list with math", r"(?s)TypeError.*math\.exp")
def _(x, w, b):
    return 1 / (1 + math.exp(-(x @ w + b)))


# ---- nand_weights --------------------------------------------------------------------------


@wrong("nand_weights", "two numbers, no bias", r"2 parts.*3 are asked.*w1, w2, b")
def _():
    return -1, -1


@wrong("nand_weights", "a formula in words", r"text")
def _():
    return "-1, -1, 1.5"


@wrong("nand_weights", "one weight has no effect", r"w2")
def _():
    return -2, 0, 1


# ---- perceptron_update ---------------------------------------------------------------------


@wrong("perceptron_update", "changes w in place", r"changes w in place")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    w += learning_rate * error * x
    return w, b + learning_rate * error


@wrong("perceptron_update", "order of the results", r"tuple|another order|number")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return b + learning_rate * error, w + learning_rate * error * x


@wrong("perceptron_update", "bias left out of the output", r"\bb\b is 0|b does not")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w >= 0 else 0)
    return w + learning_rate * error * x, b + learning_rate * error


@wrong("perceptron_update", "returns the changes only", r"w itself is missing")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return learning_rate * error * x, learning_rate * error


@wrong("perceptron_update", "divides by the learning rate", r"divide by learning_rate")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + error * x / learning_rate, b + error / learning_rate


@wrong("perceptron_update", "one pair of brackets too many", r"has 1 part|2 parts")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return ((w + learning_rate * error * x, b + learning_rate * error),)


# ---- stable_softmax ------------------------------------------------------------------------


@wrong("stable_softmax", "changes z in place", r"changes z in place")
def _(z):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@wrong("stable_softmax", "keepdims forgotten", r"(?s)ValueError.*z\.max\(axis=1\).*shape")
def _(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@wrong("stable_softmax", "returns the logarithm", r"logarithm")
def _(z):
    m = z.max(axis=1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True))


@wrong("stable_softmax", "argmax in place of softmax", r"place of the largest")
def _(z):
    return z.argmax(axis=1)


@wrong("stable_softmax", "smallest taken away", r"(?s)(inf|nan).*(large|overflow)")
def _(z):
    e = np.exp(z - z.min(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("stable_softmax", "small constant against division by zero", r"[Nn]early|small constant")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / (e.sum(axis=1, keepdims=True) + 1e-4)


@wrong("stable_softmax", "sigmoid of each value", r"add up to 1")
def _(z):
    return sigmoid(z)


@wrong("stable_softmax", "minus in the exponent", r"sign of z")
def _(z):
    e = np.exp(-z - (-z).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# ---- exercises without any listed mistake ----------------------------------------------------


@wrong("mean_squared_error", "sum for mean", r"sum where a mean")
def _(predictions, targets):
    return np.sum((predictions - targets) ** 2)


@wrong("mean_squared_error", "root taken", r"square root")
def _(predictions, targets):
    return np.sqrt(np.mean((predictions - targets) ** 2))


@wrong("mean_squared_error", "half of it", r"half")
def _(predictions, targets):
    return np.mean((predictions - targets) ** 2) / 2


@wrong("mean_squared_error", "not averaged", r"axis|sum")
def _(predictions, targets):
    return (predictions - targets) ** 2


@wrong("mean_squared_error", "absolute values", r"absolut")
def _(predictions, targets):
    return np.mean(np.abs(predictions - targets))


@wrong("mean_squared_error", "divides by n - 1", r"n - 1")
def _(predictions, targets):
    return np.sum((predictions - targets) ** 2) / (len(targets) - 1)


@wrong("mean_squared_error", "plus for minus", r"sign of")
def _(predictions, targets):
    return np.mean((predictions + targets) ** 2)


@wrong("product", "factors in the other order", r"changed places|\(3, 4\).*shape|shape|mismatch")
def _(a, b):
    return b @ a


@wrong("product", "transposed", r"transpose")
def _(a, b):
    return (a @ b).T


@wrong("product", "integer table for the result", r"cut off|integer")
def _(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), dtype=int)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = a[i] @ b[:, j]
    return result


@wrong("product", "inner loop overwrites", r"last value|[Ll]ast")
def _(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                result[i, j] = a[i, k] * b[k, j]
    return result


@wrong("standardize", "along the other axis", r"other axis of x")
def _(x):
    return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)


@wrong("standardize", "variance for deviation", r"factor|spread")
def _(x):
    return (x - x.mean(axis=0)) / x.var(axis=0)


@wrong("standardize", "n - 1 in the deviation", r"n - 1")
def _(x):
    return (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)


@wrong("standardize", "mean of the whole table", r"column")
def _(x):
    return (x - x.mean()) / x.std(axis=0)


@wrong("share_right", "counts, does not divide", r"sum where a mean")
def _(predicted, targets):
    return np.sum(predicted == targets)


@wrong("share_right", "share of mistakes", r"1 minus")
def _(predicted, targets):
    return np.mean(predicted != targets)


@wrong("share_right", "percentage", r"100 times")
def _(predicted, targets):
    return 100 * np.mean(predicted == targets)


@wrong("share_right", "compares the whole arrays", r"same.*whatever")
def _(predicted, targets):
    return float(np.array_equal(predicted, targets))


@wrong("one_hot", "transposed", r"transpose")
def _(y, n_classes):
    return np.eye(n_classes)[y].T


@wrong("one_hot", "classes counted from 1", r"by 1|one place")
def _(y, n_classes):
    return np.eye(n_classes)[y - 1]


@wrong("one_hot", "zeros only", r"same|[Aa]ll.*0|whatever|never|not change")
def _(y, n_classes):
    return np.zeros((len(y), n_classes))


@wrong("gradient", "mean forgotten", r"sum where a mean")
def _(x, w, y):
    return 2 * x.T @ (x @ w - y)


@wrong("gradient", "2 forgotten", r"half")
def _(x, w, y):
    return x.T @ (x @ w - y) / len(y)


@wrong("gradient", "error turned around", r"wrong sign")
def _(x, w, y):
    return 2 * x.T @ (y - x @ w) / len(y)


@wrong("gradient", "targets forgotten", r"\by\b.*(not change|reach)")
def _(x, w, y):
    return 2 * x.T @ (x @ w) / len(y)


@wrong("log_cost", "minus forgotten", r"wrong sign")
def _(p, y):
    return np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@wrong("log_cost", "logarithm to base 2", r"base 2")
def _(p, y):
    return -np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p))


@wrong("log_cost", "only the positive class", r"positive|1 - y|class")
def _(p, y):
    return -np.mean(y * np.log(p))


@wrong("log_cost", "targets the wrong way round", r"1 - (p|y)")
def _(p, y):
    return -np.mean((1 - y) * np.log(p) + y * np.log(1 - p))


@wrong("descend", "uphill", r"sign of (slope|rate)")
def _(w, slope, rate):
    return w + rate * slope


@wrong("descend", "no learning rate", r"\brate\b.*(not change|is 1)")
def _(w, slope, rate):
    return w - slope


@wrong("descend", "returns w as it was", r"return w|slope.*not change")
def _(w, slope, rate):
    return w.copy()


@wrong("differences", "the other way round", r"wrong sign")
def _(x):
    return x[:-1] - x[1:]


@wrong("differences", "one value too many", r"shape|length")
def _(x):
    return np.append(x[1:] - x[:-1], 0)


@wrong("spread", "a key misspelled", r"'width'.*'widht'|'widht'.*'width'|lacks 'width'")
def _(x):
    return {"mean": x.mean(), "widht": x.max() - x.min()}


@wrong("spread", "width the wrong way round", r"'width'.*wrong sign")
def _(x):
    return {"mean": x.mean(), "width": x.min() - x.max()}


# ---- a second round, on all exercises ----------------------------------------------------------


@wrong("weighted_sum", "loops over the values and not the places", r"(?s)IndexError.*x\[i\]")
def _(x, w, b):
    z = b
    for i in x:
        z = z + x[i] * w[i]
    return z


@wrong("weighted_sum", "z starts at 1", r"too large by 1")
def _(x, w, b):
    z = 1
    for i in range(len(x)):
        z = z + x[i] * w[i]
    return z + b


@wrong("weighted_sum", "bias multiplied too", r"bias")
def _(x, w, b):
    z = 0
    for i in range(len(x)):
        z = z + x[i] * w[i] * b
    return z


@wrong(
    "umbrella", "float compared to a threshold twice as high", r"threshold counts|twice|threshold"
)
def _(x, w, threshold):
    b = -2 * threshold
    return b, 1 if x @ w + b >= 0 else 0


@wrong("umbrella", "absolute evidence", r"signs? of")
def _(x, w, threshold):
    return -threshold, 1 if abs(x @ w) - threshold >= 0 else 0


@wrong("neuron", "softplus", r"softplus|logarithm|activation")
def _(x, w, b):
    return np.log(1 + np.exp(x @ w + b))


@wrong("neuron", "exp without a division", r"exp\(z\)|sigmoid|e to the power")
def _(x, w, b):
    return np.exp(x @ w + b)


@wrong("neuron", "weights and inputs added", r"multipl|added")
def _(x, w, b):
    return sigmoid(np.sum(x + w) + b)


@wrong("neuron", "division without parentheses", r"parenthes")
def _(x, w, b):
    return 1 / 1 + np.exp(-(x @ w + b))


@wrong("neuron_batch", "loop that stops one row early", r"last value is missing")
def _(x, w, b):
    return [sigmoid(x[i] @ w + b) for i in range(len(x) - 1)]


@wrong("neuron_batch", "normalized over the batch", r"add up|factor|divid")
def _(x, w, b):
    a = sigmoid(x @ w + b)
    return a / a.sum()


@wrong("neuron_batch", "outputs sorted for a plot", r"sorted|other places|order")
def _(x, w, b):
    return np.sort(sigmoid(x @ w + b))


@wrong("perceptron_update", "learning rate on top of target", r"learning_rate|learning rate")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + learning_rate * error * x, b + 2 * learning_rate * error


@wrong("perceptron_update", "returns a list of one array", r"1 part|parts|rows of different")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return [np.append(w + learning_rate * error * x, b + learning_rate * error)]


@wrong("stable_softmax", "softmax of the first row only", r"[Ff]irst")
def _(z):
    e = np.exp(z[0] - z[0].max())
    return e / e.sum()


@wrong("stable_softmax", "square in the exponent", r"square")
def _(z):
    e = np.exp(z**2 - (z**2).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("mean_squared_error", "square of the mean", r"square|mean")
def _(predictions, targets):
    return np.mean(predictions - targets) ** 2


@wrong("mean_squared_error", "targets twice", r"predictions.*(not change|used)")
def _(predictions, targets):
    return np.mean((targets - targets) ** 2)


@wrong("product", "elementwise product", r"(?s)ValueError.*a \* b.*shape")
def _(a, b):
    return a * b


@wrong("gradient", "transpose forgotten", r"(?s)ValueError.*2 \* x @.*shape")
def _(x, w, y):
    return 2 * x @ (x @ w - y) / len(y)


@wrong("descend", "rate squared", r"rate counts with its square|square")
def _(w, slope, rate):
    return w - rate**2 * slope


@wrong("share_right", "whole-number division", r"cut off|integer|whole")
def _(predicted, targets):
    return np.sum(predicted == targets) // len(targets)


@wrong("weighted_sum", "counts a product twice", r"counts twice")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z += x[i] * w[i]
        z += x[i] * w[i]
    return z


@wrong("weighted_sum", "undefined name", r"(?s)NameError.*weights.*not defined")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * weights[i]  # noqa: F821
    return z


@wrong("weighted_sum", "weights taken backward", r"(x|w) (or w )?is taken in reversed order")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[-1 - i]
    return z


@wrong("weighted_sum", "returns all partial sums", r"axis too many|One number is asked")
def _(x, w, b):
    return np.cumsum(x * w) + b


@wrong("weighted_sum", "returns text to show", r"is text")
def _(x, w, b):
    return f"z = {x @ w + b:.2f}"


@wrong("weighted_sum", "squashed too early", r"one sigmoid too many")
def _(x, w, b):
    return sigmoid(x @ w + b)


@wrong(
    "umbrella", "truth values in words of Python, bias forgotten", r"a number.*asks.*Return b, a"
)
def _(x, w, threshold):
    return bool(x @ w >= threshold)


@wrong("umbrella", "threshold not negated, decision with it", r"sign|turned")
def _(x, w, threshold):
    b = threshold
    return b, int(x @ w - b >= 0)


@wrong("neuron", "dot product of the wrong pair", r"(?s)ValueError.*x @ b")
def _(x, w, b):
    return sigmoid(x @ b + w)


@wrong("neuron", "forgets the minus by writing exp first", r"1 minus|sign")
def _(x, w, b):
    z = x @ w + b
    return np.exp(-z) / (1 + np.exp(-z))


@wrong("neuron", "step at one half", r"0 or 1|step")
def _(x, w, b):
    return sigmoid(x @ w + b) > 0.5


@wrong("neuron", "float16 to save memory", r"[Nn]early|rounded|float")
def _(x, w, b):
    return np.float16(sigmoid(x @ w + b))


@wrong("neuron", "uses a variable from another cell", r"same.*whatever|not change")
def _(x, w, b):
    sky, weights = np.array([0.9, 0.2]), np.array([4.0, 2.0])
    return sigmoid(sky @ weights - 3)


@wrong("neuron_batch", "outer product", r"(?s)ValueError|square|axis too many")
def _(x, w, b):
    return sigmoid(np.outer(x @ w, np.ones(len(x))) + b)


@wrong("neuron_batch", "one row and one column too many", r"axis too many|length 1")
def _(x, w, b):
    return sigmoid(x @ w + b)[None, :]


@wrong("perceptron_update", "updates only wrong zeros", r"Right in 6 of 8.*You return w as it came")
def _(w, b, x, target, learning_rate):
    if x @ w + b < 0 and target == 1:
        return w + learning_rate * x, b + learning_rate
    return w, b


@wrong("perceptron_update", "adds x twice", r"x counts twice|twice")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + 2 * learning_rate * error * x, b + learning_rate * error


@wrong("stable_softmax", "only one row of the result filled", r"[Ff]irst|add up to 1")
def _(z):
    a = np.zeros(z.shape)
    a[0] = np.exp(z[0] - z[0].max())
    a[0] /= a[0].sum()
    return a


@wrong("stable_softmax", "base 2", r"base|ln 2")
def _(z):
    e = 2 ** (z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("stable_softmax", "transposed result", r"transpose")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).T

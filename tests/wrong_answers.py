# ruff: noqa: B007
"""Wrong answers as students write them, apart from the listed mistakes, and what each of them is.

Each stands with the words that a sentence must contain to name its cause. Answers whose cause the
checker does not name stay in and count as unnamed: never loosen the words to fit what it says. New
answers are worth most when they are written before the checker has seen them.
"""

import itertools
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


@wrong("digit_read", "ranked downwards, taken from the end", r"smallest")
def _(scores):
    return np.argsort(-scores)[-1]


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


@wrong("accuracy", "return inside the loop", r"first example|loop")
def _(predicted, targets):
    right = 0
    for said, truth in zip(predicted, targets, strict=True):
        right += said == truth
        return right / len(targets)


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


@wrong("best_threshold", "threshold and score, as in the lesson", r"tuple|[Oo]ne number")
def _(values, y):
    places = np.sort(values)
    scores = [np.mean((values < t) == y) for t in places]
    best = int(np.argmax(scores))
    return places[best], scores[best]


@wrong("best_threshold", "return inside the loop", r"first place|loop")
def _(values, y):
    v = np.sort(values)
    best = 0
    for t in (v[1:] + v[:-1]) / 2:
        score = np.mean((values < t) == y)
        if score > best:
            best, threshold = score, t
            return threshold


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


@wrong("needs_a_person", "the margin left out", r"margin.*(not change|used)")
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return ranked[:, -1] - ranked[:, -2] < 1


@wrong("needs_a_person", "lead over the first class", r"second")
def _(scores, margin):
    return scores.max(axis=1) - scores[:, 0] < margin


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


# ---- bump ------------------------------------------------------------------------------------


@wrong("bump", "a step for a soft step", r"0 or 1|steepness|soft")
def _(x, left, right, height, steepness):
    return height * ((x > left) & (x < right))


@wrong("bump", "steepness divides", r"divide by steepness")
def _(x, left, right, height, steepness):
    return height * (sigmoid((x - left) / steepness) - sigmoid((x - right) / steepness))


@wrong("bump", "absolute value of the height", r"signs? (of height|is lost|are lost)|absolute")
def _(x, left, right, height, steepness):
    return abs(height) * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))


@wrong("bump", "steepness counted twice", r"steepness counts twice")
def _(x, left, right, height, steepness):
    k = 2 * steepness
    return height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))


@wrong("bump", "gap left in the sum", r"gap|three dots")
def _(x, left, right, height, steepness):
    up = sigmoid(steepness * (x - left))
    return height * (up - ...)


@wrong("bump", "mean of the places", r"number|mean|shape")
def _(x, left, right, height, steepness):
    return float(
        np.mean(height * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))))
    )


# ---- staircase -------------------------------------------------------------------------------


@wrong("staircase", "no column of x", r"(?s)ValueError.*x - edges.*shape")
def _(x, edges, heights, steepness):
    return heights[0] + sigmoid(steepness * (x - edges)) @ np.diff(heights)


@wrong("staircase", "last edge left out", r"[Ll]ast (value|edge)")
def _(x, edges, heights, steepness):
    curve = np.full(len(x), heights[0])
    for i in range(len(edges) - 1):
        curve += (heights[i + 1] - heights[i]) * sigmoid(steepness * (x - edges[i]))
    return curve


@wrong("staircase", "first height added at each edge", r"heights|first|too (large|many)")
def _(x, edges, heights, steepness):
    curve = np.zeros(len(x))
    for i in range(len(edges)):
        curve += heights[0] + (heights[i + 1] - heights[i]) * sigmoid(steepness * (x - edges[i]))
    return curve


@wrong("staircase", "return inside the loop", r"[Oo]nly the first|inside the loop")
def _(x, edges, heights, steepness):
    curve = np.full(len(x), heights[0])
    for i in range(len(edges)):
        curve += (heights[i + 1] - heights[i]) * sigmoid(steepness * (x - edges[i]))
        return curve


@wrong("staircase", "index beyond the last height", r"(?s)IndexError.*heights\[i \+ 2\]")
def _(x, edges, heights, steepness):
    curve = np.full(len(x), heights[0])
    for i in range(len(edges)):
        curve += (heights[i + 2] - heights[i + 1]) * sigmoid(steepness * (x - edges[i]))
    return curve


@wrong("staircase", "steepness divides", r"divide by steepness")
def _(x, edges, heights, steepness):
    return heights[0] + sigmoid((x[:, None] - edges) / steepness) @ np.diff(heights)


# ---- far_right -------------------------------------------------------------------------------


@wrong("far_right", "bias subtracted", r"sign of c")
def _(w, v, c):
    return v[w > 0].sum() - c


@wrong("far_right", "one value for each unit", r"shape|One number|number is asked")
def _(w, v, c):
    return c + v * (w > 0)


@wrong("far_right", "far left in place of far right", r"w < 0|sign of w")
def _(w, v, c):
    return c + sum(v_i for w_i, v_i in zip(w, v, strict=True) if w_i < 0)


# ---- forward_pass ----------------------------------------------------------------------------


@wrong("forward_pass", "second weight used twice", r"w3|ValueError[\s\S]*shape")
def _(x, w1, b1, w2, b2, w3, b3):
    a1 = np.maximum(x @ w1 + b1, 0)
    a2 = np.maximum(a1 @ w2 + b2, 0)
    return a2 @ w2 + b3


@wrong("forward_pass", "weight before the batch", r"(?s)ValueError.*w1 @ x.*shape")
def _(x, w1, b1, w2, b2, w3, b3):
    a1 = np.maximum(w1 @ x + b1, 0)
    a2 = np.maximum(a1 @ w2 + b2, 0)
    return a2 @ w3 + b3


@wrong("forward_pass", "softmax at the end", r"softmax")
def _(x, w1, b1, w2, b2, w3, b3):
    z = np.maximum(np.maximum(x @ w1 + b1, 0) @ w2 + b2, 0) @ w3 + b3
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("forward_pass", "last bias forgotten", r"b3 is 0|b3")
def _(x, w1, b1, w2, b2, w3, b3):
    return np.maximum(np.maximum(x @ w1 + b1, 0) @ w2 + b2, 0) @ w3


@wrong("forward_pass", "tanh for ReLU", r"tanh|ReLU")
def _(x, w1, b1, w2, b2, w3, b3):
    return np.tanh(np.tanh(x @ w1 + b1) @ w2 + b2) @ w3 + b3


@wrong("forward_pass", "leaky ReLU for ReLU", r"[Ll]eak|ReLU")
def _(x, w1, b1, w2, b2, w3, b3):
    def leaky(z):
        return np.maximum(z, 0.01 * z)

    return leaky(leaky(x @ w1 + b1) @ w2 + b2) @ w3 + b3


@wrong("forward_pass", "first example only", r"[Ff]irst")
def _(x, w1, b1, w2, b2, w3, b3):
    return np.maximum(np.maximum(x[0] @ w1 + b1, 0) @ w2 + b2, 0) @ w3 + b3


# ---- squared_error ---------------------------------------------------------------------------


@wrong("squared_error", "half of it", r"half")
def _(x, w, b, t):
    return np.mean(((x @ w + b)[:, 0] - t) ** 2) / 2


@wrong("squared_error", "root taken", r"square root")
def _(x, w, b, t):
    return np.sqrt(np.mean(((x @ w + b)[:, 0] - t) ** 2))


@wrong("squared_error", "one square for each example", r"axis|shape|One number|number is asked")
def _(x, w, b, t):
    return ((x @ w + b)[:, 0] - t) ** 2


@wrong("squared_error", "bias forgotten", r"\bb is 0")
def _(x, w, b, t):
    return np.mean(((x @ w)[:, 0] - t) ** 2)


@wrong("squared_error", "plus for minus", r"sign of")
def _(x, w, b, t):
    return np.mean(((x @ w + b)[:, 0] + t) ** 2)


@wrong("squared_error", "target stretched the other way", r"every (output|target)")
def _(x, w, b, t):
    outputs = x @ w + b
    return np.mean((t - outputs) ** 2)


# ---- count_parameters ------------------------------------------------------------------------


@wrong("count_parameters", "product of all sizes", r"product|add|sum|larger|layer")
def _(sizes):
    return math.prod(sizes)


@wrong("count_parameters", "only the last layer", r"[Oo]nly the last")
def _(sizes):
    for i in range(len(sizes) - 1):
        total = (sizes[i] + 1) * sizes[i + 1]
    return total


@wrong("count_parameters", "return inside the loop", r"[Oo]nly the first|inside the loop")
def _(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += (sizes[i] + 1) * sizes[i + 1]
        return total


@wrong("count_parameters", "last layer left out", r"[Ll]ast")
def _(sizes):
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 2))


@wrong("count_parameters", "index out of range", r"(?s)IndexError.*sizes\[i \+ 1\]")
def _(sizes):
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes)))


@wrong("count_parameters", "one number for each layer", r"shape|One number|number is asked")
def _(sizes):
    return [(m + 1) * n for m, n in itertools.pairwise(sizes)]


# ---- predict_shapes --------------------------------------------------------------------------


@wrong("predict_shapes", "the weights only", r"parts.*weight 1, output 2")
def _():
    return (100, 40), (40, 20), (20, 5)


@wrong("predict_shapes", "numbers of values", r"tuple|shape|number|part")
def _():
    return 4000, 160, 100, 40


# ---- he_start --------------------------------------------------------------------------------


@wrong("he_start", "divides by the spread", r"divi|reciprocal|factor|times|upside")
def _(noise):
    return noise / np.sqrt(2 / len(noise))


@wrong("he_start", "returns the noise", r"noise as it came")
def _(noise):
    return noise


@wrong("he_start", "returns the spread alone", r"noise|One number|shape|number")
def _(noise):
    return np.sqrt(2 / len(noise))


@wrong("he_start", "transposed", r"transpose")
def _(noise):
    return (noise * np.sqrt(2 / len(noise))).T


@wrong("he_start", "absolute values", r"sign is lost|absolute")
def _(noise):
    return np.abs(noise) * np.sqrt(2 / len(noise))


@wrong("he_start", "changes noise in place", r"changes noise in place")
def _(noise):
    noise *= np.sqrt(2 / len(noise))
    return noise


# ---- activation_slope ------------------------------------------------------------------------


def slopes_but(name, z, **wrong_ones):
    slopes = {
        "sigmoid": sigmoid(z) * (1 - sigmoid(z)),
        "tanh": 1 - np.tanh(z) ** 2,
        "relu": np.where(z > 0, 1.0, 0.0),
        "leaky_relu": np.where(z > 0, 1.0, 0.01),
    }
    return (slopes | wrong_ones)[name]


@wrong("activation_slope", "tanh: plus for minus", r"tanh:")
def _(name, z):
    return slopes_but(name, z, tanh=1 + np.tanh(z) ** 2)


@wrong("activation_slope", "tanh: the function itself", r"tanh:.*itself")
def _(name, z):
    return slopes_but(name, z, tanh=np.tanh(z))


@wrong("activation_slope", "sigmoid: derivative of the outer part only", r"sigmoid:")
def _(name, z):
    return slopes_but(name, z, sigmoid=-1 / (1 + np.exp(-z)) ** 2)


@wrong("activation_slope", "leaky ReLU: sides changed", r"leaky_relu:.*sides")
def _(name, z):
    return slopes_but(name, z, leaky_relu=np.where(z > 0, 0.01, 1.0))


@wrong("activation_slope", "leaky ReLU: leak of a tenth", r"leaky_relu:.*tenth")
def _(name, z):
    return slopes_but(name, z, leaky_relu=np.where(z > 0, 1.0, 0.1))


@wrong("activation_slope", "a gap is left", r"three dots|gap|tanh")
def _(name, z):
    return slopes_but(name, z, tanh=...)


@wrong("activation_slope", "a name misspelled", r"KeyError")
def _(name, z):
    return {"sigmoid": 0 * z, "tanh": 0 * z, "relu": 0 * z, "leaky": 0 * z}[name]


@wrong("activation_slope", "all four at once", r"dict")
def _(name, z):
    return {"sigmoid": sigmoid(z) * (1 - sigmoid(z)), "tanh": 1 - np.tanh(z) ** 2}


# ---- dead_units ------------------------------------------------------------------------------


@wrong("dead_units", "bias subtracted", r"sign of b")
def _(x, w, b):
    return int(np.all(x @ w - b <= 0, axis=0).sum())


@wrong("dead_units", "a mask in place of their number", r"One number|number is asked|shape")
def _(x, w, b):
    return np.all(x @ w + b <= 0, axis=0)


@wrong("dead_units", "smallest sum of each unit", r"some example|every|all of them")
def _(x, w, b):
    return int(((x @ w + b).min(axis=0) <= 0).sum())


@wrong("dead_units", "weights below 0", r"\b(x|b)\b.*(reach|used|0|not change)|weights")
def _(x, w, b):
    return int(np.all(w <= 0, axis=0).sum())


@wrong("dead_units", "asks whether any unit is dead", r"0 or 1|number|how many|count")
def _(x, w, b):
    return int(np.any(np.all(x @ w + b <= 0, axis=0)))


# ---- layer_update ----------------------------------------------------------------------------


@wrong("layer_update", "batch on the left", r"(?s)ValueError.*x @ errors.*shape")
def _(w, b, x, t, rate):
    errors = t - (x @ w + b >= 0)
    return w + rate * x @ errors, b + rate * errors.sum(axis=0)


@wrong("layer_update", "changes w in place", r"changes w in place")
def _(w, b, x, t, rate):
    errors = t - (x @ w + b >= 0)
    w += rate * x.T @ errors
    return w, b + rate * errors.sum(axis=0)


@wrong("layer_update", "one example after the other", r"same old|after the other|old weights")
def _(w, b, x, t, rate):
    for x_i, t_i in zip(x, t, strict=True):
        errors = t_i - (x_i @ w + b >= 0)
        w, b = w + rate * np.outer(x_i, errors), b + rate * errors
    return w, b


@wrong("layer_update", "returns the corrections only", r"w itself is missing")
def _(w, b, x, t, rate):
    errors = t - (x @ w + b >= 0)
    return rate * x.T @ errors, rate * errors.sum(axis=0)


@wrong("layer_update", "first example only", r"[Ff]irst")
def _(w, b, x, t, rate):
    errors = t[:1] - (x[:1] @ w + b >= 0)
    return w + rate * x[:1].T @ errors, b + rate * errors.sum(axis=0)


@wrong("layer_update", "tuple forgotten", r"parts|tuple|w, b")
def _(w, b, x, t, rate):
    return w + rate * x.T @ (t - (x @ w + b >= 0))


# ---- misread_by_class ------------------------------------------------------------------------


@wrong("misread_by_class", "percentage", r"100 times")
def _(answers, labels, n_classes):
    return np.array([100 * np.mean(answers[labels == k] != k) for k in range(n_classes)])


@wrong("misread_by_class", "list starts again", r"only the last")
def _(answers, labels, n_classes):
    for k in range(n_classes):
        shares = []
        shares.append(np.mean(answers[labels == k] != k))
    return shares


@wrong("misread_by_class", "classes from 1", r"one place|first value|by one|missing|last")
def _(answers, labels, n_classes):
    return np.array([np.mean(answers[labels == k] != k) for k in range(1, n_classes)])


@wrong("misread_by_class", "return inside the loop", r"[Oo]nly the first|inside the loop")
def _(answers, labels, n_classes):
    for k in range(n_classes):
        return np.mean(answers[labels == k] != k)


@wrong("misread_by_class", "shares of all mistakes", r"add up|all mistakes|share|factor")
def _(answers, labels, n_classes):
    wrong_ones = answers != labels
    return np.array([np.mean(labels[wrong_ones] == k) for k in range(n_classes)])


@wrong("misread_by_class", "in order of their size", r"other places|sorted|order")
def _(answers, labels, n_classes):
    return np.sort([np.mean(answers[labels == k] != k) for k in range(n_classes)])


# ---- widest ----------------------------------------------------------------------------------


@wrong("widest", "one less, to be safe", r"small by 1|one (less|more)|smaller by 1")
def _(n_in, n_out, budget):
    return (budget - n_out) // (n_in + 1 + n_out) - 1


@wrong("widest", "weights only, in front", r"bias|behind|n_out")
def _(n_in, n_out, budget):
    return budget // n_in


@wrong("widest", "inputs and outputs changed places", r"changed places|bias")
def _(n_in, n_out, budget):
    return (budget - n_in) // (n_out + 1 + n_in)


@wrong("widest", "search that stops one too late", r"one too many|over the budget")
def _(n_in, n_out, budget):
    h = 1
    while (n_in + 1) * h + (h + 1) * n_out <= budget:
        h += 1
    return h


# ---- read_shares -----------------------------------------------------------------------------


@wrong("read_shares", "axis without keepdims", r"(?s)(ValueError|IndexError|AxisError).*axis|shape")
def _(x, w1, b1, w2, b2):
    z = np.maximum(x @ w1 + b1, 0) @ w2 + b2
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@wrong("read_shares", "the class in place of the shares", r"place of the largest")
def _(x, w1, b1, w2, b2):
    return (np.maximum(x @ w1 + b1, 0) @ w2 + b2).argmax(axis=1)


@wrong("read_shares", "sigmoid of each logit", r"add up to 1")
def _(x, w1, b1, w2, b2):
    return sigmoid(np.maximum(x @ w1 + b1, 0) @ w2 + b2)


@wrong("read_shares", "first bias lost in the repair", r"b1 is 0|b1")
def _(x, w1, b1, w2, b2):
    z = np.maximum(x @ w1, 0) @ w2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("read_shares", "not divided", r"add up to 1")
def _(x, w1, b1, w2, b2):
    z = np.maximum(x @ w1 + b1, 0) @ w2 + b2
    return np.exp(z - z.max(axis=1, keepdims=True))


@wrong("read_shares", "shares in percent", r"100 times")
def _(x, w1, b1, w2, b2):
    z = np.maximum(x @ w1 + b1, 0) @ w2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return 100 * e / e.sum(axis=1, keepdims=True)


# ---- remedy ----------------------------------------------------------------------------------


@wrong("remedy", "the letter alone", r"parts|tuple|remedy, factor|part")
def _():
    return "C"


@wrong("remedy", "a letter that is not there", r"remedy|letter|A|one of")
def _():
    return "E", 0.7071


@wrong("remedy", "changed places", r"another order|order|text|number")
def _():
    return 0.7071, "C"


# ---- split_for_forecast ----------------------------------------------------------------------


@wrong("split_for_forecast", "places in place of masks", r"mask|True|truth")
def _(time, share):
    n = round(share * len(time))
    return np.arange(len(time) - n), np.arange(len(time) - n, len(time))


@wrong("split_for_forecast", "the months themselves", r"mask|True|truth")
def _(time, share):
    n = round(share * len(time))
    return time[:-n], time[-n:]


@wrong("split_for_forecast", "one month lost between the two", r"each month|neither|lost")
def _(time, share):
    n = round(share * len(time))
    places = np.arange(len(time))
    return places < len(time) - n - 1, places >= len(time) - n


@wrong("split_for_forecast", "the test alone", r"parts|tuple|train, test")
def _(time, share):
    return np.arange(len(time)) >= len(time) - round(share * len(time))


# ---- why_a_bias, why_random, answer_the_ad: texts of one's own --------------------------------


@wrong("why_a_bias", "prints the text", r"print.*return")
def _():
    print("The bias is a weight like the others, it is learned, and its input is always a 1.")


@wrong("why_a_bias", "a single word", r"words|short|sentences")
def _():
    return "threshold"


@wrong("why_a_bias", "a list of sentences", r"text")
def _():
    return ["The bias is a weight.", "Its input is a constant 1.", "It is learned."]


@wrong("why_a_bias", "an answer in numbers", r"text")
def _():
    return 1, -3.0


@wrong("why_random", "text stands there without return", r"return")
def _():
    """Return two or three sentences of your own, as text."""
    """Equal neurons get equal gradients, so they stay equal. Weights have to be random."""


@wrong("why_random", "dots with a beginning", r"words|short|sentences")
def _():
    return "Equal neurons ..."


@wrong("why_random", "words without quotation marks", r"NameError")
def _():
    return symmetry  # noqa: F821


@wrong("why_random", "yes or no", r"text")
def _():
    return True


@wrong("answer_the_ad", "a slogan", r"words|short|sentences")
def _():
    return "Existence is not learning."


@wrong(
    "answer_the_ad", "copies one word many times", r"same word|words of your own|repeat|different"
)
def _():
    return "theorem " * 20


@wrong("answer_the_ad", "prints the text", r"print.*return")
def _():
    print(
        "It is proved that good weights exist on a closed, bounded region, not that one finds them."
    )


@wrong("answer_the_ad", "a dictionary of points", r"text")
def _():
    return {"proved": "that weights exist", "not proved": "that training finds them"}


@wrong("nand_weights", "the weights for a neuron that fires below 0", r"AND")
def _():
    return 2, 2, -3


@wrong("nand_weights", "exactly on the edge", r"exactly 0")
def _():
    return -1.5, -1.5, 3


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


@wrong("step_down", "uphill", r"sign of (slope|rate)")
def _(w, slope, rate):
    return w + rate * slope


@wrong("step_down", "no learning rate", r"\brate\b.*(not change|is 1)")
def _(w, slope, rate):
    return w - slope


@wrong("step_down", "returns w as it was", r"return w|slope.*not change")
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


# ---- unit 3: bias and variance, regularization, costs, optimizers, the problem set ---------------


@wrong("bias_and_variance", "returns the bias² alone", r"a number.*(two|2|tuple)")
def _(predictions, truth):
    return np.mean((predictions.mean(axis=0) - truth) ** 2)


@wrong("bias_and_variance", "variance with n - 1", r"variance.*n - 1")
def _(predictions, truth):
    bias = predictions.mean(axis=0) - truth
    return np.mean(bias**2), predictions.var(axis=0, ddof=1).mean()


@wrong("bias_and_variance", "bias² summed over the places", r"bias².*sum where a mean")
def _(predictions, truth):
    mean = predictions.mean(axis=0)
    return np.sum((mean - truth) ** 2), np.mean((predictions - mean) ** 2)


@wrong("bias_and_variance", "root of both", r"bias².*square root")
def _(predictions, truth):
    mean = predictions.mean(axis=0)
    return np.sqrt(np.mean((mean - truth) ** 2)), predictions.var(axis=0).mean()


@wrong("next_action", "a capital letter", r"\(A\): Right but for capitals")
def _():
    return "Data", "model", "labels"


@wrong("next_action", "only two readers", r"2 parts.*3 are asked")
def _():
    return "data", "model"


@wrong("next_action", "labels for all", r"\(A\): 'labels' is not it")
def _():
    return "labels", "labels", "labels"


@wrong("degree_by_validation", "fitted to the validation points", r"validation points|x_new")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x_new, y_new, degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return degrees[int(np.argmin(errors))]


@wrong("degree_by_validation", "curve(x_new) against y", r"(?s)ValueError.*curve\(x_new\) - y")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x_new) - y) ** 2))
    return degrees[int(np.argmin(errors))]


@wrong("degree_by_validation", "returns all errors", r"(shape|axis too many|one value|one number)")
def _(x, y, x_new, y_new, degrees):
    curves = [np.polynomial.Polynomial.fit(x, y, degree) for degree in degrees]
    return [np.mean((curve(x_new) - y_new) ** 2) for curve in curves]


@wrong("l2_gradient", "adds the penalty in place", r"changes d_weight in place")
def _(d_weight, d_bias, weight, penalty):
    d_weight += penalty * weight
    return d_weight, d_bias


@wrong("l2_gradient", "penalty added, weight forgotten", r"weight.*(1|not change)")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty, d_bias


@wrong("l2_gradient", "averages over the inputs", r"divided by the number of rows")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight / len(weight), d_bias


@wrong("l2_gradient", "weight² for weight", r"square")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight**2, d_bias


@wrong("inverted_dropout", "draws its own random numbers", r"random")
def _(a, drop_probability, random, training):
    if not training:
        return a
    keep = np.random.default_rng().random(a.shape) >= drop_probability
    return a * keep / (1 - drop_probability)


@wrong("inverted_dropout", "no return in use", r"None in some|branch")
def _(a, drop_probability, random, training):
    if training:
        return a * (random >= drop_probability) / (1 - drop_probability)


@wrong("inverted_dropout", "works on a in place", r"changes a in place")
def _(a, drop_probability, random, training):
    if training:
        a *= random >= drop_probability
        a /= 1 - drop_probability
    return a


@wrong("inverted_dropout", "threshold at one half whatever p", r"drop_probability|In the others")
def _(a, drop_probability, random, training):
    return a * (random >= 0.5) / 0.5 if training else a


@wrong("early_stopping", "no return at the end of the list", r"None in some|branch")
def _(costs, patience):
    best = 0
    for epoch, cost in enumerate(costs, 1):
        if best == 0 or cost < costs[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch


@wrong("early_stopping", "patience of 1 always", r"patience.*(1|not change)")
def _(costs, patience):
    best = 0
    for epoch, cost in enumerate(costs, 1):
        if best == 0 or cost < costs[best - 1]:
            best = epoch
        else:
            return best, epoch
    return best, len(costs)


@wrong("stable_cross_entropy", "keepdims forgotten", r"(?s)ValueError.*logits\.max\(axis=1\)")
def _(logits, targets):
    z = logits - logits.max(axis=1)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets])


@wrong("stable_cross_entropy", "logarithm to base 2", r"base 2")
def _(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    cost = np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets])
    return cost / np.log(2)


@wrong("stable_cross_entropy", "changes the logits", r"changes logits in place")
def _(logits, targets):
    logits -= logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(logits)), targets])


@wrong("stable_cross_entropy", "largest of the whole table", r"(?s)(inf|nan).*(large|overflow|log)")
def _(logits, targets):
    z = logits - logits.max()
    with np.errstate(all="ignore"):
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets])


@wrong("cross_entropy_gradient", "transposed", r"transpose")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return p.T / len(p)


@wrong("cross_entropy_gradient", "the mean over the examples", r"column|mean of")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return p.mean(axis=0)


@wrong("cross_entropy_gradient", "twice the slope, as for a square", r"twice|2 times")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return 2 * p / len(p)


@wrong("cost_for_the_task", "a word that was not on offer", r"\(rents\): 'mse' is not it")
def _():
    return "mse", "binary", "categorical", "binary"


@wrong("cost_for_the_task", "one text for all", r"text.*(4|tuple|parts)")
def _():
    return "categorical"


@wrong("cost_for_the_task", "Huber for the tags", r"\(photo tags\): 'huber' is not it")
def _():
    return "huber", "binary", "categorical", "huber"


@wrong("momentum_path", "start left out", r"(first value|shape)")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, []
    for _ in range(steps):
        v = beta * v + gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("momentum_path", "only where it ends", r"last value|shape")
def _(gradient, start, learning_rate, beta, steps):
    theta, v = start, 0.0
    for _ in range(steps):
        v = beta * v + gradient(theta)
        theta = theta - learning_rate * v
    return theta


@wrong("momentum_path", "learning rate inside the velocity and outside", r"learning_rate.*square")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, [start]
    for _ in range(steps):
        v = beta * v + learning_rate * gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("adam_step", "power with ^", r"(?s)TypeError.*\^")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1 ^ t), s / (1 - beta2 ^ t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("adam_step", "steps counted from 0", r"t is smaller by 1|(nan|inf)")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    with np.errstate(all="ignore"):
        m_hat, s_hat = m / (1 - beta1 ** (t - 1)), s / (1 - beta2 ** (t - 1))
        return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("adam_step", "returns theta alone", r"(array|number|1 part|parts).*(3|tuple)")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8)


@wrong("adam_step", "updates m in place", r"changes m in place")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m *= beta1
    m += (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("adam_step", "square forgotten in s", r"theta.*(nan|below 0|logarithm of 0 or less)")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    with np.errstate(all="ignore"):
        return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("warmup_cosine", "no return after the warm-up", r"None in some|branch")
def _(step, learning_rate, warmup_steps, steps):
    if step < warmup_steps:
        return learning_rate * (step + 1) / warmup_steps


@wrong("warmup_cosine", "learning rate forgotten", r"learning_rate.*(not change|is 1)")
def _(step, learning_rate, warmup_steps, steps):
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    share = (step - warmup_steps) / (steps - warmup_steps)
    return (1 + np.cos(np.pi * share)) / 2


@wrong("huber_slope", "if on a whole array", r"(?s)ValueError.*abs\(errors\)")
def _(errors, delta):
    if np.abs(errors) <= delta:
        return errors / len(errors)
    return delta * np.sign(errors) / len(errors)


@wrong("huber_slope", "sign turned", r"wrong sign|sign of errors")
def _(errors, delta):
    return -np.clip(errors, -delta, delta) / len(errors)


@wrong("huber_slope", "mean of the slopes", r"mean of|sum of")
def _(errors, delta):
    return np.mean(np.clip(errors, -delta, delta))


@wrong("huber_slope", "absolute slopes", r"signs? (is|of errors are) lost|absolute")
def _(errors, delta):
    return np.minimum(np.abs(errors), delta) / len(errors)


@wrong("ridge", "x and its transpose changed", r"(?s)(ValueError|LinAlgError).*x @ x\.T")
def _(x, t, penalty):
    a = x @ x.T + len(x) * penalty / 2 * np.eye(x.shape[1])
    return np.linalg.solve(a, x.T @ t)


@wrong("ridge", "targets with the wrong sign", r"wrong sign|sign of t")
def _(x, t, penalty):
    a = x.T @ x + len(x) * penalty / 2 * np.eye(x.shape[1])
    return np.linalg.solve(a, -x.T @ t)


@wrong("momentum_with_l2", "velocities not returned", r"2 parts.*4 are asked")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, b - learning_rate * v_b


@wrong("momentum_with_l2", "bias's velocity without beta", r"b:.*beta|b:.*v_b|beta")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    v_b = v_b + d_b
    return w - learning_rate * v_w, b - learning_rate * v_b, v_w, v_b


@wrong("what_went_wrong", "an answer of one's own", r"\(D\): 'more data' is not it")
def _():
    return "smaller rate", "larger model", "stop earlier", "more data"


@wrong("what_went_wrong", "the list in another order", r"another order|A:.*is not it")
def _():
    return "check the split", "larger model", "stop earlier", "smaller rate"


@wrong("what_went_wrong", "three for four", r"3 parts.*4 are asked")
def _():
    return "smaller rate", "larger model", "stop earlier"


@wrong("penalized_numbers", "loop one too far", r"(?s)IndexError.*sizes\[i \+ 1\]")
def _(sizes):
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes))), sum(sizes[1:])


@wrong("leaky_backward", "transpose forgotten", r"(?s)ValueError.*@ weight\b.*shape")
def _(x, weight, d_a, leak):
    d_z = d_a * np.where(x @ weight > 0, 1.0, leak)
    return d_z @ weight


@wrong("leaky_backward", "leak subtracted", r"sign of leak")
def _(x, weight, d_a, leak):
    return (d_a * np.where(x @ weight > 0, 1.0, -leak)) @ weight.T


@wrong("leaky_backward", "a fixed leak of 0.01", r"leak.*not change")
def _(x, weight, d_a, leak):
    return (d_a * np.where(x @ weight > 0, 1.0, 0.01)) @ weight.T


@wrong("early_stopping", "only the best epoch", r"number.*list of 2")
def _(costs, patience):
    return int(np.argmin(costs)) + 1


@wrong(
    "early_stopping",
    "waits for patience + 1 epochs and counts from 0",
    r"epoch too late|[Cc]ount from 1",
)
def _(costs, patience):
    best = 0
    for epoch, cost in enumerate(costs):
        if cost < costs[best]:
            best = epoch
        elif epoch - best > patience:
            return best, epoch
    return best, len(costs)


@wrong("warmup_cosine", "whole-number division in the warm-up", r"cut off|whole|integer")
def _(step, learning_rate, warmup_steps, steps):
    if step < warmup_steps:
        return learning_rate * ((step + 1) // warmup_steps)
    share = (step - warmup_steps) / (steps - warmup_steps)
    return learning_rate * (1 + np.cos(np.pi * share)) / 2


@wrong("warmup_cosine", "cosine with math on a list", r"(?s)TypeError.*math\.cos")
def _(step, learning_rate, warmup_steps, steps):
    return [learning_rate * (1 + math.cos([step / steps])) / 2]


@wrong("ridge", "identity without the penalty", r"penalty.*(not change|used)")
def _(x, t, penalty):
    return np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ t)


@wrong("ridge", "star for the matrix product", r"(?s)ValueError.*x\.T \* x")
def _(x, t, penalty):
    return np.linalg.solve(x.T * x + len(x) * penalty / 2 * np.eye(x.shape[1]), x.T @ t)


@wrong("momentum_with_l2", "velocity changed in place", r"changes v_w in place")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w *= beta
    v_w += d_w + penalty * w
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, b - learning_rate * v_b, v_w, v_b


@wrong("penalized_numbers", "return inside the loop", r"first|loop")
def _(sizes):
    weights = 0
    for m, n in itertools.pairwise(sizes):
        weights += m * n
        return weights, sum(sizes[1:])


@wrong("penalized_numbers", "one number for both", r"number.*list of 2")
def _(sizes):
    return sum(m * n + n for m, n in itertools.pairwise(sizes))


@wrong("stop_or_go_on", "a single word", r"short.*two or three sentences")
def _():
    return "Overfitting."


@wrong("stop_or_go_on", "a number", r"as text")
def _():
    return 9


@wrong("stop_or_go_on", "prints it", r"print.*return")
def _():
    print("The cost rises because the network grows surer of its mistakes.")


# ---- unit 3: gradient descent, backpropagation, and more of the rest -----------------------------


@wrong("descend", "uphill", r"sign|uphill")
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta = theta + learning_rate * gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong(
    "descend", "learning rate forgotten", r"learning_rate.*(not change|is 1)|learning rate is miss"
)
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta = theta - gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong("descend", "the slope of the start in every step", r"slope.*(start|each step|anew)")
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta = theta - learning_rate * gradient(start)
        path.append(theta)
    return np.array(path)


@wrong("descend", "every step from the start", r"[Ee]very step.*start|from the start")
def _(gradient, start, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        theta = start - learning_rate * gradient(start)
        path.append(theta)
    return np.array(path)


@wrong("descend", "start left out", r"first value|shape|start")
def _(gradient, start, learning_rate, steps):
    theta, path = start, []
    for _ in range(steps):
        theta = theta - learning_rate * gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong("descend", "only where it ends", r"last value|shape|path")
def _(gradient, start, learning_rate, steps):
    theta = start
    for _ in range(steps):
        theta = theta - learning_rate * gradient(theta)
    return theta


@wrong("descend", "theta changed in place", r"in place|same array")
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta -= learning_rate * gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong(
    "slopes_by_nudging", "nudged up only", r"one side|(up|down) only|both (sides|ways)|nudge.*down"
)
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up = theta.copy()
        up[i] += step
        slopes[i] = (f(up) - f(theta)) / step
    return slopes


@wrong("slopes_by_nudging", "divided by one step", r"2 ?·? ?step|twice|two steps|factor (of )?2")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / step
    return slopes


@wrong(
    "slopes_by_nudging", "multiplied by the step without parentheses", r"parenthes|2 \* step|step"
)
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / 2 * step
    return slopes


@wrong("slopes_by_nudging", "not copied", r"in place|copy|same array")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta, theta
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / (2 * step)
    return slopes


@wrong("slopes_by_nudging", "nudge not taken back", r"in place|copy|others where they are")
def _(f, theta, step):
    slopes, place = np.zeros(len(theta)), theta.copy()
    for i in range(len(theta)):
        place[i] += step
        up = f(place)
        place[i] -= 2 * step
        slopes[i] = (up - f(place)) / (2 * step)
    return slopes


@wrong("slopes_by_nudging", "down minus up", r"sign|down minus up")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(down) - f(up)) / (2 * step)
    return slopes


@wrong("slopes_by_nudging", "return inside the loop", r"return.*loop|after the first|loop")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / (2 * step)
        return slopes


@wrong("ravine_factors", "only the factors", r"2 parts.*3 are asked")
def _():
    return -0.8, 0.991


@wrong("shuffled_batches", "order not used", r"order")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[i : i + batch_size], y[i : i + batch_size]


@wrong("shuffled_batches", "y not shuffled", r"\by\b.*(row|order|belong|shuffl)|order.*\by\b")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[order[i : i + batch_size]], y[i : i + batch_size]


@wrong("shuffled_batches", "return for yield", r"yield|loop")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        rows = order[i : i + batch_size]
        return x[rows], y[rows]


@wrong(
    "shuffled_batches", "batches overlap by one", r"one (row )?too many|twice|overlap|batch_size"
)
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        rows = order[i : i + batch_size + 1]
        yield x[rows], y[rows]


@wrong("shuffled_batches", "x alone", r"\by\b|pair|2 are asked")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[order[i : i + batch_size]]


@wrong("shuffled_batches", "shuffles by itself", r"random|order")
def _(x, y, batch_size, order):
    order = np.random.default_rng().permutation(len(x))
    for i in range(0, len(x), batch_size):
        rows = order[i : i + batch_size]
        yield x[rows], y[rows]


@wrong("shuffled_batches", "walks through i and not through rows", r"one row|single|slice")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[order[i]], y[order[i]]


@wrong("degree_by_validation", "returns the place in the list", r"place|index|position|degrees\[")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return int(np.argmin(errors))


@wrong(
    "degree_by_validation", "fitted to all points together", r"validation|took (no )?part|fitted"
)
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(np.append(x, x_new), np.append(y, y_new), degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return degrees[int(np.argmin(errors))]


@wrong("degree_by_validation", "the lowest error, not its degree", r"error.*degree|degree.*error")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return min(errors)


@wrong(
    "cross_entropy_gradient", "class numbers for a one-hot row", r"one-hot|class number|1 for the"
)
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - targets[:, None]) / len(logits)


@wrong("cross_entropy_gradient", "gradient along p", r"1/p|along p|softmax")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.eye(p.shape[1])[targets] / p / len(p)


def _derivatives(operation, a, b, minus, by):
    return {"+": (1.0, 1.0), "-": minus, "*": (b, a), "/": by}[operation]


@wrong("local_derivatives", "minus forgotten in the difference", r"minus|-1|−1|a - b|a − b")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, 1.0), (1 / b, -a / b**2))


@wrong("local_derivatives", "minus forgotten in the quotient", r"minus|sign|falls")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, -1.0), (1 / b, a / b**2))


@wrong("local_derivatives", "b not squared", r"b²|b\*\*2|square")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, -1.0), (1 / b, -a / b))


@wrong("local_derivatives", "both by the same rule", r"a/b|by b|quotient|division")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, -1.0), (1 / b, 1 / a))


@wrong("local_derivatives", "one number for the difference", r"number|two|2 are asked")
def _(operation, a, b):
    return _derivatives(operation, a, b, -1.0, (1 / b, -a / b**2))


@wrong(
    "local_derivatives",
    "signs of the difference exchanged",
    r"order|sign|changed places|a - b|a − b",
)
def _(operation, a, b):
    return _derivatives(operation, a, b, (-1.0, 1.0), (1 / b, -a / b**2))


@wrong("local_derivatives", "values and not derivatives", r"derivative|how fast")
def _(operation, a, b):
    return _derivatives(operation, a, b, (a - b, a - b), (a / b, a / b))


@wrong("visit_order", "calls itself", r"RecursionError|calls itself|deep")
def _(parents):
    found = set()

    def collect(node):
        if node not in found:
            found.add(node)
            for parent in parents[node]:
                collect(parent)

    collect(max(parents))
    return sorted(found, reverse=True)


@wrong("visit_order", "rising numbers", r"(revers|falling|other way|backward|order)")
def _(parents):
    found, waiting = set(), [max(parents)]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(parents[node])
    return sorted(found)


@wrong("visit_order", "in the order of finding", r"falling|order")
def _(parents):
    found, waiting = [], [max(parents)]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.append(node)
            waiting.extend(parents[node])
    return found


@wrong("visit_order", "shared nodes twice", r"once|twice")
def _(parents):
    order, waiting = [], [max(parents)]
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting.extend(parents[node])
    return sorted(order, reverse=True)


@wrong("visit_order", "the cost left out", r"cost|first value")
def _(parents):
    found, waiting = set(), list(parents[max(parents)])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(parents[node])
    return sorted(found, reverse=True)


@wrong("visit_order", "only the parents of the cost", r"parents of|grandparents|further")
def _(parents):
    cost = max(parents)
    return sorted({cost, *parents[cost]}, reverse=True)


@wrong("layer_backward", "derivative taken at a", r"at z|of z|tanh.*twice|derivative")
def _(x, weight, bias, d_a):
    a = np.tanh(x @ weight + bias)
    d_z = d_a * (1 - np.tanh(a) ** 2)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "another order", r"order")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return x.T @ d_z, d_z.sum(axis=0), d_z @ weight.T


@wrong("layer_backward", "bias not summed", r"(d_bias|bias).*(sum|shape|axis)")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z @ weight.T, x.T @ d_z, d_z


@wrong("layer_backward", "means for sums", r"mean|number of (rows|examples)|len\(x\)")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z @ weight.T, x.T @ d_z / len(x), d_z.mean(axis=0)


@wrong("layer_backward", "transpose of the weight forgotten", r"(?s)ValueError.*@ weight\b.*shape")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z @ weight, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "bias left out of z", r"bias.*(not change|used|left out|forg|miss)")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight) ** 2)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "d_a for d_x", r"@ weight\.T|through the weight")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "derivative of a sigmoid", r"sigmoid|a · ?\(1|a\(1|1 − a|tanh")
def _(x, weight, bias, d_a):
    a = np.tanh(x @ weight + bias)
    d_z = d_a * a * (1 - a)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


def _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1 - a**2, share=None, factor=2):
    z1 = x @ w1 + b1
    a1 = np.tanh(z1)
    d_z2 = factor * (a1 @ w2 + b2 - t) / (share or t.size)
    d_z1 = (d_z2 @ w2.T) * back(z1, a1)
    return x.T @ d_z1, d_z1.sum(axis=0), a1.T @ d_z2, d_z2.sum(axis=0)


@wrong("network_gradients", "mean over the rows only", r"t\.size|all of t|outputs|entries")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, share=len(t))


@wrong("network_gradients", "the 2 of the square forgotten", r"half|factor|2\b")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, factor=1)


@wrong("network_gradients", "derivative from z1 without tanh", r"tanh|derivative")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1 - z**2)


@wrong("network_gradients", "derivative left out", r"derivative|tanh")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1)


@wrong("network_gradients", "derivative of a sigmoid", r"sigmoid|tanh")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: a * (1 - a))


@wrong("network_gradients", "square of the derivative forgotten", r"square|tanh")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1 - a)


@wrong("network_gradients", "outputs first", r"another order")
def _(x, t, w1, b1, w2, b2):
    d_w1, d_b1, d_w2, d_b2 = _gradients(x, t, w1, b1, w2, b2)
    return d_w2, d_b2, d_w1, d_b1


@wrong("three_backwards", "data and grad exchanged", r"order|changed places")
def _():
    return 12.0, 3.0


@wrong("three_backwards", "the gradient alone", r"number.*(2|two)")
def _():
    return 12.0


@wrong("momentum_path", "velocity forgotten in every step", r"beta.*(not change|used)|velocity")
def _(gradient, start, learning_rate, beta, steps):
    theta, path = start, [start]
    for _ in range(steps):
        v = 0.0
        v = beta * v + gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("momentum_path", "a running mean", r"1 − ?β|1 - beta|mean|\(1")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, [start]
    for _ in range(steps):
        v = beta * v + (1 - beta) * gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("momentum_path", "moves first, then looks", r"old velocity|new velocity|first|before")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, [start]
    for _ in range(steps):
        theta = theta - learning_rate * v
        v = beta * v + gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong("momentum_with_l2", "bias penalized", r"bias|\bb\b")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    v_b = beta * v_b + d_b + penalty * b
    return w - learning_rate * v_w, b - learning_rate * v_b, v_w, v_b


@wrong(
    "momentum_with_l2",
    "one bug left: the bias moves by the old velocity",
    r"\bb\b.*(old|new|before)",
)
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    new_b = b - learning_rate * v_b
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, new_b, v_w, v_b


@wrong("stop_or_go_on", "a list of sentences", r"list|as text|one text")
def _():
    return ["The cost rises.", "The answers stay.", "It depends."]


@wrong("stop_or_go_on", "empty", r"empty|short|two or three sentences|[Nn]ot attempted")
def _():
    return ""


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


@wrong("neuron", "softplus", r"softplus|logarithm|activation")
def _(x, w, b):
    return np.log(1 + np.exp(x @ w + b))


@wrong("neuron", "exp without a division", r"exp\(z\)|sigmoid|e to the power")
def _(x, w, b):
    return np.exp(x @ w + b)


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


@wrong("step_down", "rate squared", r"rate counts with its square|square")
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

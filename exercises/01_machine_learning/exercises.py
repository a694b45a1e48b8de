"""Exercises of the start page and of unit 1, introduction to machine learning."""
# ruff: noqa: B007, F841 (a gap may leave a variable unused)

import numpy as np

from nnhelpers.checking import exercise

# ---- start page ----------------------------------------------------------------------------------


@exercise(
    lesson="0",
    points=1,
    minutes=2,
    hints=(
        "At which place does the largest of the ten scores stand, counted from 0?",
        "max gives the largest number itself, argmax the place where it stands.",
        "return np.argmax(scores)",
    ),
)
def digit_read(scores):
    """Return the digit that a network reads: the place of its largest score.

    Parameters
    ----------
    scores : (10,) one number for each digit from 0 to 9; the larger, the more
        the image looks like that digit to the network

    Returns
    -------
    A whole number from 0 to 9.
    """
    return int(np.argmax(scores))


@digit_read.cases
def _(rng):
    for digit, lowest in ((7, -6.0), (0, -2.5), (9, -6.0), (3, -2.5), (5, -2.5)):
        scores = rng.uniform(-2, 2, 10)
        scores[digit] = rng.uniform(3, 4)
        scores[(digit + 4) % 10] = lowest
        yield (scores,)


@digit_read.mistake(
    "That is the largest score itself. Asked is the place where it stands, which argmax gives."
)
def _(scores):
    return scores.max()


@digit_read.mistake("That is the place of the smallest score.")
def _(scores):
    return np.argmin(scores)


@digit_read.mistake("Places count from 0, as the digits do: yours is one too many.")
def _(scores):
    return np.argmax(scores) + 1


@digit_read.mistake(
    "You look at the size of the scores without their sign: a score of -6 speaks against a digit."
)
def _(scores):
    return np.argmax(np.abs(scores))


@digit_read.mistake(
    "You return the whole ranking. One number is asked: the place of the largest score, which "
    "argmax gives."
)
def _(scores):
    return np.argsort(scores)


@digit_read.mistake(
    "You return True or False for each digit. One number is asked: the place of the True."
)
def _(scores):
    return scores == scores.max()


@digit_read.mistake(
    "You take the first score above 0. Others may be above 0, too: asked is the largest of all."
)
def _(scores):
    return np.argmax(scores > 0)


# ---- 1.1 What is machine learning? ---------------------------------------------------------------


@exercise(
    lesson="1.1",
    points=2,
    minutes=4,
    hints=(
        "For one image: how do you ask Python whether the reading and the truth agree?",
        "predicted == targets is an array of True and False, and True counts as 1.",
        "return np.mean(predicted == targets)",
    ),
)
def accuracy(predicted, targets):
    """Return the share of examples that are read correctly, from 0 to 1.

    Parameters
    ----------
    predicted : (n,) what the reader says, one class an example
    targets : (n,) what is right
    """
    return np.mean(predicted == targets)


@accuracy.cases
def _(rng):
    for n, n_classes, share in ((10, 2, 0.8), (37, 2, 0.3), (60, 10, 0.6)):
        targets = rng.integers(0, n_classes, n)
        other = (targets + rng.integers(1, n_classes, n)) % n_classes
        yield np.where(rng.random(n) < share, targets, other), targets
    # As many of each class in both, but half of them in other places.
    targets = np.repeat([0, 1, 2], 8)
    yield np.where(np.arange(24) % 2, targets, np.roll(targets, 8)), targets


@accuracy.mistake("You return how many are right. Divide by how many there are.")
def _(predicted, targets):
    return np.sum(predicted == targets)


@accuracy.mistake("You return the share of mistakes; asked is the share that is right.")
def _(predicted, targets):
    return np.mean(predicted != targets)


@accuracy.mistake(
    "You average how far apart the class numbers are. A 7 read as a 1 is one mistake, not six."
)
def _(predicted, targets):
    return np.mean(np.abs(predicted - targets))


@accuracy.mistake("You return percent. A share is a number from 0 to 1.")
def _(predicted, targets):
    return 100 * np.mean(predicted == targets)


@accuracy.mistake(
    "You count only the ones that are read as ones. A zero that is read as a zero is right too."
)
def _(predicted, targets):
    return np.mean((predicted == 1) & (targets == 1))


@accuracy.mistake(
    "You divide by the number of ones in targets, so that the zeros do not count. Divide by all."
)
def _(predicted, targets):
    return np.sum((predicted == 1) & (targets == 1)) / np.sum(targets == 1)


@accuracy.mistake(
    "You compare how many of each class there are. Each example has to be compared with its own "
    "target."
)
def _(predicted, targets):
    return np.mean(np.sort(predicted) == np.sort(targets))


@accuracy.mistake(
    "You compare two averages, and equal averages say nothing about the single examples. Compare "
    "each example with its own target, then take the mean."
)
def _(predicted, targets):
    return float(np.mean(predicted) == np.mean(targets))


@accuracy.mistake("You divide by 10, however many there are. Divide by len(targets).")
def _(predicted, targets):
    return np.sum(predicted == targets) / 10


@accuracy.mistake(
    "You return 0 unless every example is right; asked is the share that is right. Do you ask "
    "whether all are right, or cut the share off, by // or int?"
)
def _(predicted, targets):
    return np.sum(predicted == targets) // len(targets)


@accuracy.mistake("In the end one example counts alone. Do you write =+ where += is meant?")
def _(predicted, targets):
    return 1 / len(targets)


@accuracy.mistake(
    "Only the first example counts: the return stands inside the loop. Move it behind the loop."
)
def _(predicted, targets):
    return (predicted[0] == targets[0]) / len(targets)


@accuracy.mistake("You divide by the number of classes. Divide by the number of examples.")
def _(predicted, targets):
    return np.sum(predicted == targets) / len(np.unique(targets))


@exercise(
    lesson="1.1",
    points=3,
    minutes=8,
    hints=(
        "If a threshold moves without passing any value, does any reading change? "
        "So how many thresholds are worth trying?",
        "Sort the values; with v sorted, (v[1:] + v[:-1]) / 2 are the places halfway. "
        "Score each, and keep the place with the highest score.",
        "scores = [np.mean((values < t) == y) for t in halfway]; return halfway[np.argmax(scores)]",
    ),
)
def best_threshold(values, y):
    """Return the threshold with the highest accuracy on these examples.

    An example is read as 1 if its value lies below the threshold, else as 0.
    Between two neighboring values all thresholds read alike: try the places
    halfway between. Ones tend to have less ink here, so you need not look
    beyond the smallest and the largest value. If several places are equally
    good, any of them will do.

    Parameters
    ----------
    values : (n,) amounts of ink, in no particular order, all different
    y : (n,) the right classes, 0 and 1
    """
    v = np.sort(values)
    halfway = (v[1:] + v[:-1]) / 2
    scores = [np.mean((values < t) == y) for t in halfway]
    return halfway[np.argmax(scores)]


@best_threshold.cases
def _(rng):
    for n_ones, n_zeros, scale in ((12, 8, 1), (25, 40, 1), (60, 30, 100)):
        ones, zeros = rng.gamma(3.0, 0.025, n_ones), 0.06 + rng.gamma(2.0, 0.06, n_zeros)
        order = rng.permutation(n_ones + n_zeros)
        y = np.repeat([1, 0], [n_ones, n_zeros])
        yield scale * np.concatenate([ones, zeros])[order], y[order]
    # In order, so that no two values side by side have the gap between the classes in their middle.
    ones, zeros = rng.uniform(0.02, 0.1, 9), np.sort(rng.uniform(0.4, 1.0, 11))[::-1]
    yield np.concatenate([ones, zeros]), np.repeat([1, 0], [9, 11])
    # Thin ink and one blot: the best place is far narrower than the steps of a coarse search.
    ones, zeros = 0.02 + rng.uniform(0, 1e-4, 7), 0.0202 + rng.uniform(0, 1e-4, 8)
    order = rng.permutation(16)
    yield np.concatenate([ones, zeros, [0.9]])[order], np.repeat([1, 0], [7, 9])[order]


@best_threshold.then("the accuracy of your threshold")
def _(answer, values, y):
    if np.ndim(answer):
        raise ValueError("one number is asked, the threshold.")
    return np.mean((values < answer) == y)


@best_threshold.mistake(
    "You return the best accuracy. Asked is the threshold that reaches it: argmax instead of max."
)
def _(values, y):
    v = np.sort(values)
    return max(np.mean((values < t) == y) for t in (v[1:] + v[:-1]) / 2)


@best_threshold.mistake(
    "You return the position of the best threshold. Take the threshold at that position."
)
def _(values, y):
    v = np.sort(values)
    return np.argmax([np.mean((values < t) == y) for t in (v[1:] + v[:-1]) / 2])


@best_threshold.mistake(
    "You find the worst threshold. Is your rule turned round (a value below the threshold is read "
    "as 1), or do you look for the lowest score?"
)
def _(values, y):
    v = np.sort(values)
    halfway = (v[1:] + v[:-1]) / 2
    return halfway[np.argmax([np.mean((values > t) == y) for t in halfway])]


@best_threshold.mistake(
    "You go halfway between values that stand side by side in the array. Neighbors in size come "
    "from the sorted values."
)
def _(values, y):
    halfway = (values[1:] + values[:-1]) / 2
    return halfway[np.argmax([np.mean((values < t) == y) for t in halfway])]


@best_threshold.mistake(
    "You sort the values and leave y as it was, so that values and classes no longer belong "
    "together."
)
def _(values, y):
    v = np.sort(values)
    halfway = (v[1:] + v[:-1]) / 2
    return halfway[np.argmax([np.mean((v < t) == y) for t in halfway])]


@best_threshold.mistake(
    "Halfway between the average zero and the average one is a fair guess. A search over all "
    "places finds a better threshold."
)
def _(values, y):
    return (values[y == 1].mean() + values[y == 0].mean()) / 2


@best_threshold.mistake(
    "You try places at even distances, and a better one lies between two of them. Try the places "
    "halfway between neighboring values, and none is missed."
)
def _(values, y):
    places = np.linspace(values.min(), values.max(), 200)
    return places[np.argmax([np.mean((values < t) == y) for t in places])]


@best_threshold.mistake(
    "You take the middle of all values, whatever their classes. Try every place halfway between "
    "two neighbors, and keep the best."
)
def _(values, y):
    return np.median(values)


@best_threshold.mistake(
    "You go halfway between the heaviest 1 and the lightest 0. The classes overlap, so these two "
    "are odd ones: try every place, and keep the best."
)
def _(values, y):
    return (values[y == 1].max() + values[y == 0].min()) / 2


@best_threshold.mistake(
    "You return the first place that you try: the return stands inside the loop. Try all of them "
    "before you return the best."
)
def _(values, y):
    return np.sort(values)[:2].mean()


@best_threshold.mistake(
    "You return the last place that you try. Return the one with the highest accuracy."
)
def _(values, y):
    return np.sort(values)[-2:].mean()


@best_threshold.mistake(
    "You compare each score with the best threshold so far. Keep both in variables of their own, "
    "and compare scores with the best score."
)
def _(values, y):
    v, best = np.sort(values), 0
    for t in (v[1:] + v[:-1]) / 2:
        if np.mean((values < t) == y) > best:
            best = t
    return best


@best_threshold.mistake(
    "You stop at the first place where the class changes. The classes overlap, so there are many "
    "such places: give every place its accuracy, and keep the best."
)
def _(values, y):
    order = np.argsort(values)
    k = np.flatnonzero(np.diff(y[order]))[0]
    return values[order][k : k + 2].mean()


@exercise(
    lesson="1.1",
    points=2,
    minutes=3,
    kind="predict",
    parts=("training", "test"),
    tolerance=0.08,
    hints=(
        "Take one of the 300 slips. Which of the 300 is nearest to it?",
        "On the training slips the reader gives back the very labels it was given. A new digit "
        "gets the label that a coin gave to some other slip.",
        "training = 1.0; and how often does a coin agree with anything at all?",
    ),
)
def coin_labels():
    """Predict two accuracies of the nearest neighbor, as numbers from 0 to 1.

    A coin decides the label of each of 300 training slips, whatever they show.

    Returns
    -------
    training : the accuracy on these 300 slips, judged by their coin labels
    test : the accuracy on the test digits, judged by their right labels
    """
    return 1.0, 0.5


@coin_labels.start
def _():
    training = ...
    test = ...
    return training, test


@coin_labels.mistake(
    "Half is right for the test. But the slip nearest to a training slip is that slip itself, and "
    "its label is known."
)
def _():
    return 0.5, 0.5


@coin_labels.mistake(
    "The training score is right. But what could a coin tossed over one slip say about another?"
)
def _():
    return 1.0, 1.0


@coin_labels.mistake(
    "A test accuracy of 0 would be as informative as 1: turn each answer round and all are right. "
    "A coin knows nothing, which is one half."
)
def _():
    return 1.0, 0.0


@coin_labels.mistake("Give shares from 0 to 1, not percent.")
def _():
    return 100.0, 50.0


@coin_labels.mistake("Give shares from 0 to 1, not percent.")
def _():
    return 1.0, 50.0


@coin_labels.mistake(
    "Half is right for the test. In training nothing is left to chance: the slip nearest to a "
    "training slip is that slip itself."
)
def _():
    return 0.9, 0.5


@coin_labels.mistake(
    "Half is right for the test. And the training score has nothing to do with what the slips "
    "show: which slip is nearest to a training slip, if not that slip itself?"
)
def _():
    return 0.6, 0.5


@coin_labels.mistake(
    "Half is right for the test. In training the neighbor is never in doubt: the slip nearest to a "
    "training slip is that slip itself."
)
def _():
    return 0.75, 0.5


@coin_labels.mistake(
    "The training score is right. But there are two classes here, not ten: how often does a coin "
    "agree with one of two?"
)
def _():
    return 1.0, 0.1


@exercise(
    lesson="1.1",
    points=4,
    minutes=8,
    hints=(
        "What has to be drawn at random so that nobody is on both sides: images or people?",
        "np.unique(writers) lists each writer once; rng.choice(…, n_test, replace=False) draws "
        "some of them; np.isin tells for each image whether its writer is among these.",
        "chosen = rng.choice(np.unique(writers), n_test, replace=False); "
        "return np.isin(writers, chosen)",
    ),
)
def split_by_writer(writers, n_test, seed):
    """Tell which images to keep for the test: no writer may be on both sides.

    Parameters
    ----------
    writers : (n,) the number of the person who wrote each image
    n_test : how many writers to keep for the test, drawn at random
    seed : for the random numbers: rng = np.random.default_rng(seed)

    Returns
    -------
    (n,) True for a test image, False for a training image.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.choice(np.unique(writers), n_test, replace=False)
    return np.isin(writers, chosen)


@split_by_writer.cases
def _(rng):
    for n_writers, each, n_test in ((20, 10, 4), (30, 12, 9), (16, 25, 5)):
        names = 100 + rng.permutation(900)[:n_writers]
        yield rng.permutation(np.repeat(names, each)), n_test, int(rng.integers(1, 1000))


@split_by_writer.then("your split")
def _(answer, writers, n_test, seed):
    if answer.shape != writers.shape:
        raise ValueError(
            f"one True or False for each image is asked, shape {writers.shape}; got {answer.shape}."
        )
    test = answer.astype(bool)
    tested, everybody = np.unique(writers[test]), np.unique(writers)
    if np.isin(tested, writers[~test]).any():
        return "some writers are on both sides"
    if len(tested) < n_test:
        return "too few different writers in the test"
    if len(tested) > n_test:
        return "too many writers in the test"
    ends = everybody[:n_test], everybody[-n_test:]
    drawn = not any(np.array_equal(tested, end) for end in ends)
    return "an honest split" if drawn else "the first or the last writers"


@split_by_writer.mistake(
    "Most writers have images on either side. Do you draw images? Draw writers instead, then mark "
    "all images of theirs, in the order in which the images came."
)
def _(writers, n_test, seed):
    share = n_test / len(np.unique(writers))
    return np.random.default_rng(seed).random(len(writers)) < share


@split_by_writer.mistake(
    "No writer is on both sides, but your test writers are the first or the last in order, and "
    "numbers are often given in some order (by place, by date). Draw at random."
)
def _(writers, n_test, seed):
    return np.isin(writers, np.unique(writers)[:n_test])


@split_by_writer.mistake(
    "No writer is on both sides, but there are too many test writers. Does True mark the test "
    "images, and do you draw n_test writers?"
)
def _(writers, n_test, seed):
    chosen = np.random.default_rng(seed).choice(np.unique(writers), n_test, replace=False)
    return ~np.isin(writers, chosen)


@split_by_writer.mistake(
    "No writer is on both sides, but there are too few different writers in the test. Draw n_test "
    "writers from np.unique(writers), with replace=False, so that nobody is drawn twice, and mark "
    "their images True."
)
def _(writers, n_test, seed):
    chosen = np.random.default_rng(seed).choice(np.unique(writers), n_test, replace=False)
    return np.isin(writers, chosen[1:])


@split_by_writer.mistake(
    "You return the two parts. Asked is True or False for each image, in one array: True for the "
    "test."
)
def _(writers, n_test, seed):
    chosen = np.random.default_rng(seed).choice(np.unique(writers), n_test, replace=False)
    test = np.isin(writers, chosen)
    return writers[~test], writers[test]


# ---- 1.2 Types of machine learning ---------------------------------------------------------------


@exercise(
    lesson="1.2",
    points=2,
    minutes=5,
    hints=(
        "For one example you have a row of differences for each centroid. How does such a row "
        "become one number?",
        "Square the differences and add them up along each row: sum(axis=1). Which centroid has "
        "the smallest sum?",
        "distances = ((centroids - example) ** 2).sum(axis=1); nearest.append(distances.argmin())",
    ),
)
def assign_to_centroids(x, centroids):
    """Return for each example the number of its nearest centroid, (n,).

    How far apart two of them are is measured by the sum of the squared
    differences of their features. The loop is there; fill the gaps.

    Parameters
    ----------
    x : (n, n_features) examples
    centroids : (k, n_features) with the numbers 0 to k - 1
    """
    nearest = []
    for example in x:
        distances = ((centroids - example) ** 2).sum(axis=1)
        nearest.append(distances.argmin())
    return np.array(nearest)


@assign_to_centroids.start
def _(x, centroids):
    nearest = []
    for example in x:
        distances = ...
        nearest.append(...)
    return np.array(nearest)


@assign_to_centroids.cases
def _(rng):
    for n, k, n_features in ((12, 3, 2), (20, 5, 4), (30, 4, 9), (25, 6, 3)):
        centroids = rng.normal(size=(k, n_features)) * rng.uniform(0.5, 2, size=(k, 1))
        yield rng.normal(size=(n, n_features)), centroids


@assign_to_centroids.mistake("That is the farthest centroid. The nearest has the smallest sum.")
def _(x, centroids):
    return ((x[:, None] - centroids) ** 2).sum(axis=2).argmax(axis=1)


@assign_to_centroids.mistake(
    "You return how far the nearest centroid is. Asked is its number: argmin instead of min."
)
def _(x, centroids):
    return ((x[:, None] - centroids) ** 2).sum(axis=2).min(axis=1)


@assign_to_centroids.mistake(
    "The differences are not squared, so that those above and below 0 cancel out."
)
def _(x, centroids):
    return (x[:, None] - centroids).sum(axis=2).argmin(axis=1)


@assign_to_centroids.mistake(
    "You add up the absolute differences. That is a distance too, but asked are squares, by which "
    "one large difference counts more than two small ones."
)
def _(x, centroids):
    return np.abs(x[:, None] - centroids).sum(axis=2).argmin(axis=1)


@assign_to_centroids.mistake(
    "You add up over the centroids, which leaves a number for each feature. Add up over the "
    "features, axis=1, which leaves one for each centroid."
)
def _(x, centroids):
    return ((x[:, None] - centroids) ** 2).sum(axis=1).argmin(axis=1)


@assign_to_centroids.mistake(
    "You take the largest product x·c. A centroid far out has large products with everything; "
    "it need not be near."
)
def _(x, centroids):
    return (x @ centroids.T).argmax(axis=1)


@assign_to_centroids.mistake(
    "Every example goes to centroid 0. Do you add up over everything? sum(axis=1) leaves one "
    "number for each centroid."
)
def _(x, centroids):
    return np.zeros(len(x), int)


@assign_to_centroids.mistake(
    "You look for the nearest example of each centroid. Asked is the nearest centroid of each "
    "example: the loop runs over x."
)
def _(x, centroids):
    return ((x[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=0)


@assign_to_centroids.mistake("Count the centroids from 0: your numbers are one too high.")
def _(x, centroids):
    return ((x[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=1) + 1


@assign_to_centroids.mistake(
    "You square the example alone. The square belongs to the whole difference: "
    "(centroids - example) ** 2, with the parentheses."
)
def _(x, centroids):
    return (centroids - x[:, None] ** 2).sum(axis=2).argmin(axis=1)


@exercise(
    lesson="1.2",
    points=3,
    minutes=8,
    hints=(
        "Which rows of x belong to pile 0? What is their mean picture?",
        "x[pile == k] are the examples of pile k, and mean(axis=0) is their mean, one number for "
        "each feature. What is left for a pile without examples?",
        "np.array([x[pile == k].mean(axis=0) if (pile == k).any() else centroids[k] "
        "for k in range(len(centroids))])",
    ),
)
def update_centroids(x, pile, centroids):
    """Return the new centroids, (k, n_features): the mean of each pile.

    A pile may be empty. Then its centroid stays where it is.

    Parameters
    ----------
    x : (n, n_features) examples
    pile : (n,) for each example the number of its pile, from 0 to k - 1
    centroids : (k, n_features) the centroids up to now, not to be changed
    """
    new = centroids.copy()
    for k in range(len(centroids)):
        if (pile == k).any():
            new[k] = x[pile == k].mean(axis=0)
    return new


@update_centroids.cases
def _(rng):
    for n, k, n_features, empty in ((9, 3, 2, None), (14, 4, 3, 2), (20, 5, 4, 4), (11, 4, 2, 0)):
        numbers = np.array([j for j in range(k) if j != empty])
        pile = np.concatenate([numbers, rng.choice(numbers, n - len(numbers))])
        shift = rng.normal(0, 4, size=(k, n_features))
        x = rng.normal(size=(n, n_features)) + shift[pile]
        yield x, rng.permutation(pile), rng.normal(0, 3, size=(k, n_features))


@update_centroids.mistake(
    "A pile without examples has no mean, and your new centroid is nan there. Keep the old one."
)
def _(x, pile, centroids):
    piles = [x[pile == k] for k in range(len(centroids))]
    return np.array([p.mean(axis=0) if len(p) else np.full(x.shape[1], np.nan) for p in piles])


@update_centroids.mistake("The centroid of an empty pile stays where it is; you move it to 0.")
def _(x, pile, centroids):
    piles = [x[pile == k] for k in range(len(centroids))]
    return np.array([p.sum(axis=0) / max(len(p), 1) for p in piles])


@update_centroids.mistake("That is the sum of each pile. Divide by how many examples are on it.")
def _(x, pile, centroids):
    piles = [x[pile == k] for k in range(len(centroids))]
    return np.array([p.sum(axis=0) if len(p) else c for p, c in zip(piles, centroids, strict=True)])


@update_centroids.mistake("You divide each pile's sum by the number of all examples.")
def _(x, pile, centroids):
    piles = [x[pile == k] for k in range(len(centroids))]
    return np.array(
        [p.sum(axis=0) / len(x) if len(p) else c for p, c in zip(piles, centroids, strict=True)]
    )


@update_centroids.mistake(
    "You go halfway from the old centroid to the mean of its pile. k-means goes all the way."
)
def _(x, pile, centroids):
    piles = [x[pile == k] for k in range(len(centroids))]
    return np.array(
        [(p.mean(axis=0) + c) / 2 if len(p) else c for p, c in zip(piles, centroids, strict=True)]
    )


@update_centroids.mistake("That is the mean of all examples for every pile. Take its own alone.")
def _(x, pile, centroids):
    return np.tile(x.mean(axis=0), (len(centroids), 1))


@update_centroids.mistake(
    "Empty piles have vanished from your result, so that the numbers of the others have changed. "
    "Return a centroid for each of 0 to k - 1."
)
def _(x, pile, centroids):
    return np.array([x[pile == k].mean(axis=0) for k in np.unique(pile)])


@update_centroids.mistake("You divide each pile's sum by the number of piles, not of its examples.")
def _(x, pile, centroids):
    new = centroids.copy()
    for k in np.unique(pile):
        new[k] = x[pile == k].sum(axis=0) / len(centroids)
    return new


@update_centroids.mistake(
    "All features of a centroid are alike: mean() alone averages over the features as well. Write "
    "mean(axis=0)."
)
def _(x, pile, centroids):
    new = centroids.copy()
    for k in np.unique(pile):
        new[k] = x[pile == k].mean()
    return new


@update_centroids.mistake(
    "Each of your centroids is a single number: mean() alone averages over the features as well. "
    "Write mean(axis=0)."
)
def _(x, pile, centroids):
    piles = [x[pile == k] for k in range(len(centroids))]
    pairs = zip(piles, centroids, strict=True)
    return np.array([p.mean() if len(p) else c.mean() for p, c in pairs])


@update_centroids.mistake(
    "mean(axis=1) gives each example the mean of its own features. The mean of the examples on a "
    "pile is mean(axis=0), one number for each feature."
)
def _(x, pile, centroids):
    pairs = zip([x[pile == k] for k in range(len(centroids))], centroids, strict=True)
    return [p.mean(axis=1) if len(p) else c for p, c in pairs]


@exercise(
    lesson="1.2",
    points=2,
    minutes=5,
    hints=(
        "With epsilon = 0.1, how often of a hundred times should an arm be tried at random?",
        "chance is below epsilon with just the probability epsilon. In all other cases take the "
        "place of the largest estimate.",
        "return any_arm if chance < epsilon else estimates.argmax()",
    ),
)
def epsilon_greedy(estimates, epsilon, chance, any_arm):
    """Return the number of the arm to pull, as epsilon-greedy chooses it.

    The dice have been thrown for you: chance decides whether to explore,
    which happens with probability epsilon, and any_arm is where to go then.

    Parameters
    ----------
    estimates : (n_arms,) how often each arm has won so far, as a share
    epsilon : probability of pulling an arm at random, from 0 to 1
    chance : a random number from 0 to 1, all equally likely
    any_arm : an arm drawn at random, from 0 to n_arms - 1
    """
    return int(any_arm) if chance < epsilon else int(estimates.argmax())


@epsilon_greedy.cases
def _(rng):
    for number in range(12):
        n = 3 + number % 4
        estimates = rng.permutation(np.linspace(0.1, 0.9, n) + rng.uniform(-0.05, 0.05, n))
        best = int(estimates.argmax())
        any_arm = (best + 1 + number % (n - 1)) % n
        epsilon = (0.3, 0.7, 0.1)[number % 3]
        low, high = rng.uniform(0, 0.9 * epsilon), rng.uniform(epsilon + 0.05, 1)
        yield estimates, epsilon, low if number % 2 else high, any_arm
    for epsilon, chance in ((0.3, 0.4), (0.8, 0.6)):  # half the time is something else
        yield np.array([0.2, 0.6, 0.5]), epsilon, chance, 2


@epsilon_greedy.mistake(
    "The wrong way round: with probability epsilon you take the best arm, else a random one."
)
def _(estimates, epsilon, chance, any_arm):
    return int(estimates.argmax()) if chance < epsilon else any_arm


@epsilon_greedy.mistake("You never explore. What if the best arm had bad luck at the beginning?")
def _(estimates, epsilon, chance, any_arm):
    return int(estimates.argmax())


@epsilon_greedy.mistake("You always pull at random, whatever has been found out.")
def _(estimates, epsilon, chance, any_arm):
    return any_arm


@epsilon_greedy.mistake("You return the best estimate. Asked is the number of its arm: argmax.")
def _(estimates, epsilon, chance, any_arm):
    return any_arm if chance < epsilon else estimates.max()


@epsilon_greedy.mistake("When you do not explore, you pull the worst arm. Take the best.")
def _(estimates, epsilon, chance, any_arm):
    return any_arm if chance < epsilon else int(estimates.argmin())


@epsilon_greedy.mistake(
    "You explore half the time, whatever epsilon says. Compare chance with epsilon."
)
def _(estimates, epsilon, chance, any_arm):
    return any_arm if chance < 0.5 else int(estimates.argmax())


@exercise(
    lesson="1.2",
    points=2,
    minutes=4,
    kind="choose",
    parts=("mail", "flyers", "recordings", "thermostat", "house"),
    hints=(
        "For each of the five ask: is the right answer known, for every example, before training? "
        "Who wrote it down?",
        "Somebody wrote it down: supervised. It is a part of the example that is hidden from the "
        "machine: self-supervised. There is none: unsupervised. There is only a reward for what "
        "was done: reinforcement.",
        "Mail and house are supervised, flyers unsupervised, recordings self-supervised, and the "
        "thermostat is reinforcement.",
    ),
)
def kinds_of_learning():
    """Return the kind of learning of each of these five, as text.

    Each is one of "supervised", "unsupervised", "self-supervised" and
    "reinforcement".

    mail : 20,000 letters, each with the department that a clerk sent it to;
        new ones are to be sent to the right one.
    flyers : what 50,000 customers bought; the shop wants to print five
        flyers, each for customers who resemble one another.
    recordings : 900 hours of speech and nothing else; a network hears all
        but a tenth of a second and is to say how that sounded.
    thermostat : it tries out when to heat; at night it is told the bill and
        how often somebody complained.
    house : what 3,000 houses looked like and were sold for; a price is
        wanted for the next one.
    """
    return "supervised", "unsupervised", "self-supervised", "reinforcement", "supervised"


@kinds_of_learning.start
def _():
    mail = ...
    flyers = ...
    recordings = ...
    thermostat = ...
    house = ...
    return mail, flyers, recordings, thermostat, house


@kinds_of_learning.mistake(
    "Four are right. The recordings came without labels, but there is a right answer to each "
    "question: the sound that was cut out. Who supervises is the recording itself."
)
def _():
    return "supervised", "unsupervised", "unsupervised", "reinforcement", "supervised"


@kinds_of_learning.mistake(
    "Four are right. Nobody tells the thermostat what it should have done at noon; it learns how "
    "good the day was, no more."
)
def _():
    return "supervised", "unsupervised", "self-supervised", "supervised", "supervised"


@kinds_of_learning.mistake(
    "Four are right. A price is a label like any other: the answer is a number instead of a class, "
    "which makes the task a regression, and it is known for every house in training."
)
def _():
    return "supervised", "unsupervised", "self-supervised", "reinforcement", "reinforcement"


@kinds_of_learning.mistake(
    "Four are right. For no customer is it known which flyer would be right; what they bought is "
    "the input. The five groups are to be found."
)
def _():
    return "supervised", "supervised", "self-supervised", "reinforcement", "supervised"


@kinds_of_learning.mistake(
    "Not everything with data is supervised. Ask for each whether the right answer is known before "
    "training."
)
def _():
    return "supervised", "supervised", "supervised", "supervised", "supervised"


# ---- 1.3 Real-world applications -----------------------------------------------------------------


@exercise(
    lesson="1.3",
    points=3,
    minutes=8,
    kind="explain",
    hints=(
        "What exactly does the program get, and what exactly does it give back? A photo of what, "
        "taken by whom, and one answer out of which?",
        "There are two kinds of mistake. Who pays for each, and which is worse? And who wrote the "
        "labels: could they be wrong all in the same direction?",
        "For the last line, think of a leaf that was not in the data: another season, camera, "
        "country, a plant of another kind, an illness that is new.",
    ),
    rubric=(
        "Input and output are so exact that somebody else could collect one example.",
        "The cost names both kinds of mistake and says which one is worse, and for whom.",
        "The data say how many, from where, and who knew the right answers.",
        "What goes wrong names one concrete way in which the field differs from the data.",
        "The number that the program has to beat is there: what is done today, or the laziest "
        "guess.",
    ),
)
def task_card():
    """Return a task card of five lines for this application, as text.

    Farmers are to photograph a leaf with their phone, and a program is to
    say whether the plant is ill.

    Write: input, output, cost of mistakes, data, what goes wrong. Say what
    the program has to beat.
    """
    return (
        "Input: one photo of one leaf, by phone, in daylight, filling most of the picture.\n"
        "  Output: ill or healthy, or 'ask somebody' if the score is in between.\n"
        "  Cost: an ill plant called healthy infects the field; a healthy one called ill costs\n"
        "  a walk to the adviser. The first is far worse. To beat: what farmers see themselves.\n"
        "  Data: 5,000 photos from 200 farms, each judged by two plant doctors; farms, not\n"
        "  photos, are split into training and test.\n"
        "  What goes wrong: the ill leaves were all photographed in the laboratory, so it learns\n"
        "  the white table; a new illness; leaves after rain."
    )


@task_card.start
def _():
    return """
    Input: ...
    Output: ...
    Cost of mistakes: ...
    Data: ...
    What goes wrong: ...
    """


@exercise(
    lesson="1.3",
    points=2,
    minutes=5,
    hints=(
        "How do you pick out the answers and the targets of one group?",
        "mine = groups == group marks the examples of one group. What is the share of mistakes "
        "among these?",
        "rate = np.mean(predicted[mine] != targets[mine])",
    ),
)
def error_by_group(predicted, targets, groups):
    """Return the share of mistakes in each group, (n_groups,).

    The groups come in the order of np.unique(groups). Fill the gap.

    Parameters
    ----------
    predicted : (n,) what the model says
    targets : (n,) what is right
    groups : (n,) to which group each example belongs, a number
    """
    rates = []
    for group in np.unique(groups):
        mine = groups == group
        rate = np.mean(predicted[mine] != targets[mine])
        rates.append(rate)
    return np.array(rates)


@error_by_group.start
def _(predicted, targets, groups):
    rates = []
    for group in np.unique(groups):
        mine = groups == group
        rate = ...
        rates.append(rate)
    return np.array(rates)


@error_by_group.cases
def _(rng):
    for n, shares in ((40, (0.1, 0.4)), (60, (0.5, 0.2, 0.3)), (90, (0.05, 0.3, 0.6, 0.15))):
        place = np.concatenate([np.arange(len(shares)), rng.integers(0, len(shares), n)])
        sizes = np.repeat(place, 2)[:n]
        targets = rng.integers(0, 10, len(sizes))
        wrong = rng.random(len(sizes)) < np.array(shares)[sizes]
        wrong[:2] = True, False
        other = (targets + rng.integers(1, 10, len(sizes))) % 10
        yield np.where(wrong, other, targets), targets, 3 + 2 * sizes


@error_by_group.mistake("That is the share of right answers. Asked is the share of mistakes.")
def _(predicted, targets, groups):
    return np.array([np.mean((predicted == targets)[groups == g]) for g in np.unique(groups)])


@error_by_group.mistake("You count the mistakes. Divide by the number of examples in the group.")
def _(predicted, targets, groups):
    return np.array([np.sum((predicted != targets)[groups == g]) for g in np.unique(groups)])


@error_by_group.mistake(
    "You divide by the number of all examples, so that small groups look good. Divide by the "
    "size of the group."
)
def _(predicted, targets, groups):
    return np.array([np.mean((predicted != targets) & (groups == g)) for g in np.unique(groups)])


@error_by_group.mistake(
    "Every group gets the share of mistakes among all examples. Pick out those of the group."
)
def _(predicted, targets, groups):
    return np.array([np.mean(predicted != targets) for _ in np.unique(groups)])


@error_by_group.mistake(
    "You ask how the mistakes are shared among the groups. Asked is how often each group is "
    "misread."
)
def _(predicted, targets, groups):
    wrong = predicted != targets
    return np.array([np.mean(groups[wrong] == g) for g in np.unique(groups)])


@error_by_group.mistake(
    "You number the groups from 0 upwards, and theirs may be any numbers: loop over "
    "np.unique(groups)."
)
def _(predicted, targets, groups):
    wrong = predicted != targets
    return np.array([np.mean(wrong[groups == k]) for k in range(len(np.unique(groups)))])


@exercise(
    lesson="1.3",
    points=3,
    minutes=8,
    parts=("precision", "recall", "F1"),
    hints=(
        "Three numbers are enough: how many are called positive, how many are positive, and how "
        "many are both?",
        "Precision is both / called, recall both / positive, and F1 2·both / (called + positive).",
        "both = np.sum((predicted == 1) & (targets == 1)), and the other two sums likewise.",
    ),
)
def precision_recall_f1(predicted, targets):
    """Return (precision, recall, F1) of class 1, each from 0 to 1.

    precision : of those called positive, the share that is positive
    recall : of those that are positive, the share that is called so
    F1 : their harmonic mean, 2·precision·recall / (precision + recall)

    Parameters
    ----------
    predicted : (n,) what the model says, 1 for positive, 0 for negative
    targets : (n,) what is right; at least one is 1 in both, at the same place
    """
    both = np.sum((predicted == 1) & (targets == 1))
    called, positive = np.sum(predicted == 1), np.sum(targets == 1)
    return both / called, both / positive, 2 * both / (called + positive)


@precision_recall_f1.cases
def _(rng):
    for hits, misses, alarms, rest in ((6, 3, 10, 60), (9, 1, 2, 30), (4, 12, 3, 21), (7, 5, 1, 9)):
        targets = np.repeat([1, 1, 0, 0], [hits, misses, alarms, rest])
        predicted = np.repeat([1, 0, 1, 0], [hits, misses, alarms, rest])
        order = rng.permutation(len(targets))
        yield predicted[order], targets[order]


def _counts(predicted, targets):
    called, positive = np.sum(predicted == 1), np.sum(targets == 1)
    return np.sum((predicted == 1) & (targets == 1)), called, positive


@precision_recall_f1.mistake(
    "Precision and recall are exchanged. Precision looks at those you called, recall at those you "
    "should have called."
)
def _(predicted, targets):
    both, called, positive = _counts(predicted, targets)
    return both / positive, both / called, 2 * both / (called + positive)


@precision_recall_f1.mistake(
    "F1 is not the product of the two: their harmonic mean has a 2 in front, and their sum below."
)
def _(predicted, targets):
    both, called, positive = _counts(predicted, targets)
    return both / called, both / positive, both / called * both / positive


@precision_recall_f1.mistake(
    "F1 is not the plain mean of the two but the harmonic one, which is nearer to the smaller."
)
def _(predicted, targets):
    both, called, positive = _counts(predicted, targets)
    return both / called, both / positive, (both / called + both / positive) / 2


@precision_recall_f1.mistake(
    "Your first number is the accuracy. Precision looks at those that are called positive alone."
)
def _(predicted, targets):
    both, called, positive = _counts(predicted, targets)
    return np.mean(predicted == targets), both / positive, 2 * both / (called + positive)


@precision_recall_f1.mistake(
    "Your recall counts the negatives: of those that are 0, the share called 0. Asked is the same "
    "for those that are 1."
)
def _(predicted, targets):
    both, called, positive = _counts(predicted, targets)
    specificity = np.mean(predicted[targets == 0] == 0)
    return both / called, specificity, 2 * both / (called + positive)


@precision_recall_f1.mistake(
    "You count the negatives that are called negative among the hits. Only those that are called 1 "
    "and are 1 belong there; predicted == targets is true for both."
)
def _(predicted, targets):
    _, called, positive = _counts(predicted, targets)
    both = np.sum(predicted == targets)
    return both / called, both / positive, 2 * both / (called + positive)


@precision_recall_f1.mistake("These are the shares of class 0. Asked are those of class 1.")
def _(predicted, targets):
    both, called, positive = _counts(1 - predicted, 1 - targets)
    return both / called, both / positive, 2 * both / (called + positive)


@precision_recall_f1.mistake("You divide by all examples, so that rare cases hardly count.")
def _(predicted, targets):
    both = np.mean((predicted == 1) & (targets == 1))
    return both, both, both


@precision_recall_f1.mistake(
    "You count how many are called positive and are. Precision and recall are shares: divide by "
    "those called, and by those that are positive."
)
def _(predicted, targets):
    both = np.sum((predicted == 1) & (targets == 1))
    return both, both, both


@exercise(
    lesson="1.3",
    points=2,
    minutes=5,
    kind="choose",
    parts=("test", "metric"),
    hints=(
        "What does each of the two kinds of mistake cost here: a missed case, a false alarm?",
        "A missed case is the expensive mistake. Which metric looks at the ill and asks how many "
        "of them are found?",
        "Recall decides, and the test with the highest recall finds 90 of 100.",
    ),
)
def screening_choice():
    """Return the test to use, and the metric by which you chose it.

    Of 10,000 people, 100 have an illness that is cured if it is found now
    and mostly deadly if it is not. Everybody called ill gets a second
    examination, which is harmless and certain, an hour long.

    test   called ill   of these ill   accuracy   precision   recall
    A               0              0     99.0 %          -      0 %
    B             400             90     96.8 %       23 %     90 %
    C              60             45     99.3 %       75 %     45 %

    The metric is "accuracy", "precision" or "recall"; an answer looks like
    ("A", "accuracy").
    """
    return "B", "recall"


@screening_choice.mistake(
    "C has the highest accuracy and misses 55 of the 100 ill. Ninety-nine in a hundred are "
    "healthy, so the accuracy is about them."
)
def _():
    return "C", "accuracy"


@screening_choice.mistake(
    "A calls nobody ill. It is right 99 times in 100, and finds nobody; no metric makes it useful."
)
def _():
    return "A", "accuracy"


@screening_choice.mistake(
    "Precision asks how many of those called ill are ill. A false alarm costs an hour here, a "
    "missed case a life: which of the two should decide?"
)
def _():
    return "C", "precision"


@screening_choice.mistake(
    "The right test. But by accuracy it is the worst of the three, so that cannot be why."
)
def _():
    return "B", "accuracy"


@screening_choice.mistake(
    "The right test. But its precision is low: three of four people called ill are healthy. What "
    "makes it the right one all the same?"
)
def _():
    return "B", "precision"


@screening_choice.mistake(
    "Recall is the right number to go by. Which of the three tests has the highest?"
)
def _():
    return "C", "recall"


# ---- problem set of unit 1 -----------------------------------------------------------------------


@exercise(
    lesson="1",
    points=2,
    minutes=5,
    hints=(
        "One row of scores is one digit. Where in the row does the digit that it speaks for stand?",
        "scores.argmax(axis=1) gives the digits from left to right. How do they become one text?",
        'return "".join(str(digit) for digit in scores.argmax(axis=1))',
    ),
)
def postal_code(scores):
    """Return the postal code that a row of pictures spells, as text.

    As text, since a code may begin with a 0.

    Parameters
    ----------
    scores : (n, 10) for each picture, from left to right, the ten scores of a
        network; the place of the largest is the digit that it reads
    """
    return "".join(str(digit) for digit in scores.argmax(axis=1))


@postal_code.cases
def _(rng):
    for code in ("02139", "90210", "10115", "0800", "753001"):
        scores = rng.uniform(-3, 3, (len(code), 10))
        scores[np.arange(len(code)), [int(digit) for digit in code]] = rng.uniform(4, 5, len(code))
        yield (scores,)


@postal_code.mistake("A code that begins with a 0 has lost it. Return text, not a number.")
def _(scores):
    return str(int("".join(str(digit) for digit in scores.argmax(axis=1))))


@postal_code.mistake(
    "You look for the largest score down each column. Each picture is a row: argmax(axis=1)."
)
def _(scores):
    return "".join(str(digit) for digit in scores.argmax(axis=0))


@postal_code.mistake(
    "You look for the largest of all scores at once. Each picture is a row of its own: "
    "argmax(axis=1)."
)
def _(scores):
    return str(scores.argmax())


@postal_code.mistake("The code is read from right to left.")
def _(scores):
    return "".join(str(digit) for digit in scores.argmax(axis=1)[::-1])


@postal_code.mistake("These are the places of the smallest scores.")
def _(scores):
    return "".join(str(digit) for digit in scores.argmin(axis=1))


@postal_code.mistake("There are blanks between the digits. Join them with nothing in between.")
def _(scores):
    return " ".join(str(digit) for digit in scores.argmax(axis=1))


@postal_code.mistake("There are commas between the digits. Join them with nothing in between.")
def _(scores):
    return ",".join(str(digit) for digit in scores.argmax(axis=1))


@postal_code.mistake(
    "You return the first digit alone: the return stands inside the loop. Move it behind the loop."
)
def _(scores):
    return str(scores[0].argmax())


@exercise(
    lesson="1",
    points=3,
    minutes=7,
    hints=(
        "When is a network in doubt: if its largest score is small, or if another comes close?",
        "Sort each row: np.sort(scores, axis=1)[:, -1] is the largest and [:, -2] the second. How "
        "far apart are they?",
        "ranked = np.sort(scores, axis=1); return ranked[:, -1] - ranked[:, -2] < margin",
    ),
)
def needs_a_person(scores, margin):
    """Tell for each picture whether a person should read it, (n,) of bool.

    True where the largest score leads the second largest by less than the
    margin.

    Parameters
    ----------
    scores : (n, 10) for each picture the ten scores of a network
    margin : how large the lead has to be for the network to be trusted
    """
    ranked = np.sort(scores, axis=1)
    return ranked[:, -1] - ranked[:, -2] < margin


@needs_a_person.cases
def _(rng):
    for n, margin in ((12, 1.0), (20, 2.5), (15, 0.4)):
        lead = margin * np.where(np.arange(n) % 2, rng.uniform(0.1, 0.8, n), rng.uniform(1.3, 3, n))
        scores = rng.uniform(-4, 0, (n, 10))
        scores[:, 0] = rng.uniform(0, 6, n)
        scores[:, 1] = scores[:, 0] + lead
        yield rng.permuted(scores, axis=1), margin


@needs_a_person.mistake(
    "The wrong way round: True marks the pictures that a person should read, those in doubt."
)
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return ranked[:, -1] - ranked[:, -2] >= margin


@needs_a_person.mistake(
    "You compare the largest score itself with the margin. A high score can be as good as tied "
    "with another: look at the lead."
)
def _(scores, margin):
    return scores.max(axis=1) < margin


@needs_a_person.mistake(
    "You compare the largest score with the smallest. What makes a reading doubtful is the second."
)
def _(scores, margin):
    return scores.max(axis=1) - scores.min(axis=1) < margin


@needs_a_person.mistake("You compare the largest score with the mean of the row, not the second.")
def _(scores, margin):
    return scores.max(axis=1) - scores.mean(axis=1) < margin


@needs_a_person.mistake(
    "np.sort puts the smallest first: these are the two smallest scores of each row. The two "
    "largest stand at the end, at -1 and -2."
)
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return ranked[:, 1] - ranked[:, 0] < margin


@needs_a_person.mistake(
    "You sort down the columns, which mixes the pictures. Sort within each row: axis=1."
)
def _(scores, margin):
    ranked = np.sort(scores, axis=0)
    return ranked[:, -1] - ranked[:, -2] < margin


@needs_a_person.mistake(
    "You return the numbers of the doubtful pictures. Asked is True or False for each picture."
)
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return np.flatnonzero(ranked[:, -1] - ranked[:, -2] < margin)


@needs_a_person.mistake(
    "You return the lead itself. Compare it with the margin: True where the lead is less."
)
def _(scores, margin):
    ranked = np.sort(scores, axis=1)
    return ranked[:, -1] - ranked[:, -2]


@exercise(
    lesson="1",
    points=4,
    minutes=10,
    kind="fix",
    parts=("x_train", "y_train", "x_test", "y_test"),
    hints=(
        "Follow the third example: where does its picture go, and where its label?",
        "Each call of rng.permutation puts things in another order. Draw one order and use it for "
        "pictures and labels. And look at the last line: from where do the training examples come?",
        "order = rng.permutation(len(x)); test, train = order[:n_test], order[n_test:]",
    ),
)
def split(x, y, n_test, seed):
    """Split examples at random: (x_train, y_train, x_test, y_test).

    Every example is on one side, and its label stays with it. Two bugs have
    been planted.

    Parameters
    ----------
    x : (n, n_features) examples
    y : (n,) their labels
    n_test : how many to keep for the test
    seed : for the random numbers
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(x))
    test, train = order[:n_test], order[n_test:]
    return x[train], y[train], x[test], y[test]


@split.start
def _(x, y, n_test, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.permutation(x), rng.permutation(y)
    x_test, y_test = x[:n_test], y[:n_test]
    return x, y, x_test, y_test


@split.cases
def _(rng):
    for n, n_test in ((20, 5), (31, 8), (40, 12)):
        x = np.column_stack([100 + np.arange(n), rng.normal(size=n)])
        yield x, 7 * np.arange(n) + 3, n_test, int(rng.integers(1, 1000))


@split.then("your split")
def _(answer, x, y, n_test, seed):
    x_train, y_train, x_test, y_test = answer
    if np.ndim(y_train) != 1 or np.ndim(x_test) != 2:
        return "pictures where the labels belong"
    if len(x_test) != n_test or len(y_test) != n_test:
        return f"{len(x_test)} examples in the test, where {n_test} are asked"
    if len(x_train) != len(y_train):
        return "not as many training labels as training examples"
    place = np.concatenate([x_train, x_test])[:, 0] - 100
    if not np.array_equal(7 * place + 3, np.concatenate([y_train, y_test])):
        return "labels that belong to other examples"
    train, test = place[: len(x_train)], place[len(x_train) :]
    if len(np.union1d(train, test)) < len(x):
        return "some examples on neither side"
    if np.isin(test, train).any():
        return "test examples that are training examples as well"
    if len(place) > len(x):
        return "some examples more than once on the same side"
    ends = np.arange(n_test), np.arange(len(x) - n_test, len(x))
    if any(np.array_equal(np.sort(test), end) for end in ends):
        return "the first or the last examples"
    return "an honest split"


@split.mistake(
    "The labels no longer belong to their examples: x and y are put into different orders. Draw "
    "one order for both."
)
def _(x, y, n_test, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.permutation(x), rng.permutation(y)
    return x[n_test:], y[n_test:], x[:n_test], y[:n_test]


@split.mistake(
    "Labels and examples belong together now. But the test examples are among the training "
    "examples as well, so that the test flatters."
)
def _(x, y, n_test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    return x[order], y[order], x[order[:n_test]], y[order[:n_test]]


@split.mistake(
    "No example is on both sides, but you take the first or the last ones for the test. Data are "
    "often sorted; draw at random."
)
def _(x, y, n_test, seed):
    return x[n_test:], y[n_test:], x[:n_test], y[:n_test]


@split.mistake(
    "Pictures stand where labels belong, or labels where pictures do. The order asked is x_train, "
    "y_train, x_test, y_test."
)
def _(x, y, n_test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    test, train = order[:n_test], order[n_test:]
    return x[train], x[test], y[train], y[test]


@split.mistake(
    "Some examples are on the same side more than once. Each should be there once: do not draw "
    "with replacement."
)
def _(x, y, n_test, seed):
    test = np.random.default_rng(seed).integers(0, len(x), n_test)
    test[1] = test[0]
    train = np.setdiff1d(np.arange(len(x)), test)
    return x[train], y[train], x[test], y[test]


@split.mistake(
    "Some examples are on both sides and some on neither. Training is what the test leaves over: "
    "take both from one order, order[:n_test] and order[n_test:]."
)
def _(x, y, n_test, seed):
    rng = np.random.default_rng(seed)
    test = rng.choice(len(x), n_test, replace=False)
    train = rng.choice(len(x), len(x) - n_test, replace=False)
    return x[train], y[train], x[test], y[test]


@exercise(
    lesson="1",
    points=3,
    minutes=8,
    hints=(
        "Which labels are on pile 0, and which of them is the most frequent?",
        "np.bincount(y[pile == j]) counts the labels on pile j, and argmax finds the most "
        "frequent. An empty pile needs a case of its own.",
        "[np.bincount(y[pile == j]).argmax() if (pile == j).any() else -1 for j in range(k)]",
    ),
)
def name_piles(pile, y, k):
    """Return the name of each pile, (k,): its most frequent label.

    An empty pile is named -1.

    Parameters
    ----------
    pile : (n,) for each example the number of its pile, from 0 to k - 1
    y : (n,) labels from 0 up; where several are the most frequent on a pile,
        any of them will do
    k : number of piles
    """
    names = np.full(k, -1)
    for j in np.unique(pile):
        names[j] = np.bincount(y[pile == j]).argmax()
    return names


@name_piles.cases
def _(rng):
    for k, empty in ((3, None), (4, 1), (5, 4), (6, 0)):
        numbers = [j for j in range(k) if j != empty]
        names = 1 + rng.permutation(9)[: len(numbers)]
        pile, y = [], []
        for j, name in zip(numbers, names, strict=True):
            few = int(rng.integers(1, 4))
            others = np.setdiff1d(np.arange(10), [name])[:few]
            pile += [j] * (4 + few)
            y += [name] * 4 + others.tolist()
        order = rng.permutation(len(pile))
        yield np.array(pile)[order], np.array(y)[order], k


@name_piles.mistake("You count how often the most frequent label occurs. Asked is which one it is.")
def _(pile, y, k):
    return np.array([np.bincount(y[pile == j]).max() if j in pile else -1 for j in range(k)])


@name_piles.mistake(
    "The mean of labels is no label: a pile of 1s and 9s is not full of 5s. Take the most frequent."
)
def _(pile, y, k):
    return np.array([int(np.rint(y[pile == j].mean())) if j in pile else -1 for j in range(k)])


@name_piles.mistake("An empty pile is to be named -1; yours is named 0, which is a digit.")
def _(pile, y, k):
    return np.array([np.bincount(y[pile == j], minlength=10).argmax() for j in range(k)])


@name_piles.mistake(
    "Empty piles are missing from your result, so that the names of later piles have moved up."
)
def _(pile, y, k):
    return np.array([np.bincount(y[pile == j]).argmax() for j in np.unique(pile)])


@name_piles.mistake("You take the largest label on each pile. Asked is the most frequent.")
def _(pile, y, k):
    return np.array([y[pile == j].max() if j in pile else -1 for j in range(k)])


@name_piles.mistake("You name each pile after the first example on it, which may be an odd one.")
def _(pile, y, k):
    return np.array([y[pile == j][0] if j in pile else -1 for j in range(k)])


@name_piles.mistake(
    "All piles get the label that is the most frequent of all. Look only at the labels on the "
    "pile, y[pile == j]: else all piles get the same name."
)
def _(pile, y, k):
    return np.array([np.bincount(y).argmax() if j in pile else -1 for j in range(k)])


@name_piles.mistake(
    "pile and y are exchanged: you look for the pile on which a label is most frequent. Asked is "
    "the label that is most frequent on a pile, y[pile == j]."
)
def _(pile, y, k):
    names = [np.bincount(pile[y == j], minlength=k).argmax() for j in range(k)]
    return np.array([name if j in pile else -1 for j, name in enumerate(names)])


@exercise(
    lesson="1",
    points=4,
    minutes=12,
    hints=(
        "Go down the ranking and count how many positives you have met. When may you stop?",
        "order = np.argsort(-scores) ranks them, np.cumsum(y[order]) counts the positives met so "
        "far. The first place where that reaches recall times all positives is where you stop.",
        "enough = np.cumsum(y[order]) >= recall * y.sum(); n = enough.argmax() + 1; and of these n "
        "examples, np.cumsum(y[order])[n - 1] are positive.",
    ),
)
def false_alarms(scores, y, recall):
    """Return how many false alarms it takes to find that share of positives.

    Examples are called positive from the highest score downwards, as few of
    them as possible, until at least the share `recall` of all positives is
    among them.

    Parameters
    ----------
    scores : (n,) the higher, the more likely positive; all different
    y : (n,) 1 for positive, 0 for negative
    recall : the share to be found, above 0, at most 1
    """
    found = np.cumsum(y[np.argsort(-scores)])
    n = (found >= recall * y.sum()).argmax() + 1
    return int(n - found[n - 1])


@false_alarms.cases
def _(rng):
    for n, n_positive, recall in ((40, 8, 0.75), (60, 10, 0.9), (30, 5, 1.0), (80, 16, 0.5)):
        y = rng.permutation(np.repeat([1, 0], [n_positive, n - n_positive]))
        yield rng.normal(size=n) + 1.2 * y, y, recall


def _met(scores, y, recall):
    found = np.cumsum(y[np.argsort(-scores)])
    return found, (found >= recall * y.sum()).argmax() + 1


@false_alarms.mistake("You count all that are called positive. The real ones are no false alarms.")
def _(scores, y, recall):
    return int(_met(scores, y, recall)[1])


@false_alarms.mistake(
    "You go from the lowest score upwards. The higher the score, the more likely it is positive."
)
def _(scores, y, recall):
    found, n = _met(-scores, y, recall)
    return int(n - found[n - 1])


@false_alarms.mistake(
    "You call that share of all examples positive. Recall is a share of the positives."
)
def _(scores, y, recall):
    n = int(np.ceil(recall * len(y)))
    return int(n - np.cumsum(y[np.argsort(-scores)])[n - 1])


@false_alarms.mistake(
    "You return a share. Asked is how many false alarms there are, a whole number."
)
def _(scores, y, recall):
    found, n = _met(scores, y, recall)
    return float((n - found[n - 1]) / n)


@false_alarms.mistake(
    "You go on until more than the share `recall` has been found. At least that share is enough, "
    "so you may stop as soon as it is reached."
)
def _(scores, y, recall):
    found = np.cumsum(y[np.argsort(-scores)])
    n = (found > recall * y.sum()).argmax() + 1
    return int(n - found[n - 1])


@false_alarms.mistake(
    "You stop only when every positive has been found. The share `recall` of them is enough."
)
def _(scores, y, recall):
    found, n = _met(scores, y, 1.0)
    return int(n - found[n - 1])


@false_alarms.mistake(
    "You call positive what scores above 0.5. No such number is given: go down the ranking from "
    "the highest score until enough positives are found."
)
def _(scores, y, recall):
    return int(np.sum((scores > 0.5) & (y == 0)))


@false_alarms.mistake(
    "You count the positives that are missed. Asked are the negatives among those called positive."
)
def _(scores, y, recall):
    found, n = _met(scores, y, recall)
    return int(y.sum() - found[n - 1])


@false_alarms.mistake(
    "argsort of argsort gives the rank of each example. To go down the ranking you need the order, "
    "which a single argsort gives."
)
def _(scores, y, recall):
    found = np.cumsum(y[np.argsort(np.argsort(-scores))])
    n = (found >= recall * y.sum()).argmax() + 1
    return int(n - found[n - 1])


@exercise(
    lesson="1",
    points=3,
    minutes=6,
    kind="choose",
    parts=("reader", "place"),
    hints=(
        "In which of the three places are the slips that the reader will be paid for?",
        "Training flatters, and the lab has a scanner that nobody has bumped.",
        'The field decides, and there "jolted" is far ahead.',
    ),
)
def reader_to_install():
    """Return the reader to install, and the place whose score decides it.

    The figure stands above. The scanner in the office moves slips by up to
    three pixels, as those of the place "field" were moved.

    The reader is "plain" or "jolted", the place "training", "lab" or
    "field"; an answer looks like ("plain", "training").
    """
    return "jolted", "field"


@reader_to_install.mistake(
    "In the lab the plain one is ahead. The office has another scanner: which place was made to "
    "look like it?"
)
def _():
    return "plain", "lab"


@reader_to_install.mistake(
    "That is the score on what it has learned from, which says how well it remembers."
)
def _():
    return "plain", "training"


@reader_to_install.mistake("Look again: in the field the plain reader is the worse one, by far.")
def _():
    return "plain", "field"


@reader_to_install.mistake(
    "The right reader. But in the lab it is behind, so that cannot have decided it."
)
def _():
    return "jolted", "lab"


@reader_to_install.mistake(
    "The right reader. But in training it is behind, and training scores decide nothing anyway."
)
def _():
    return "jolted", "training"

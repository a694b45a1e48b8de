"""Faults in the lessons of units 1 to 3 and in their exercises; `tools/faults.py` says how."""

from faults import EXERCISES, UNIT_1, UNIT_2, UNIT_3, Fault

LESSONS = [
    Fault(
        "1.1: scored on the slips learned from, not on new ones",
        UNIT_1 + "1.1_what_is_machine_learning.md",
        "return seen, metrics.accuracy(read(ink_test, t), y_test)",
        "return seen, metrics.accuracy(read(ink, t), y)",
    ),
    Fault(
        "1.1: the control by coin has the right labels",
        UNIT_1 + "1.1_what_is_machine_learning.md",
        "coin = rng.integers(0, 2, len(y))",
        "coin = y",
    ),
    Fault(
        "1.2: a flipped sign in the distance",
        UNIT_1 + "1.2_kinds_of_learning.md",
        "return (squares - 2 * x @ centroids.T).argmin(axis=1)",
        "return (squares + 2 * x @ centroids.T).argmin(axis=1)",
    ),
    Fault(
        "1.2: the labels of the control are not shuffled",
        UNIT_1 + "1.2_kinds_of_learning.md",
        "mixed = np.random.default_rng(0).permutation(y)",
        "mixed = y",
    ),
    Fault(
        "1.3: pictures move down, not sideways: a swapped axis",
        UNIT_1 + "1.3_real_world_applications.md",
        "pictures = np.roll(x.reshape(-1, 28, 28), right, axis=2)",
        "pictures = np.roll(x.reshape(-1, 28, 28), right, axis=1)",
    ),
    Fault(
        "2.1: the months held back are learned from",
        UNIT_2 + "2.1_what_is_a_neural_network.md",
        "return past & ~held, held, ~past",
        "return past, held, ~past",
    ),
    Fault(
        "2.1: a wrong constant in a claim",
        UNIT_2 + "2.1_what_is_a_neural_network.md",
        "shrinks < 1 / 3",
        "shrinks < 1 / 30",
    ),
    Fault(
        "2.2: the perceptron's bias is not updated",
        UNIT_2 + "2.2_understanding_neurons.md",
        "b = b + learning_rate * (t - a)",
        "b = b + 0 * (t - a)",
    ),
    Fault(
        "2.2: labels are sorted, their images are not",
        UNIT_2 + "2.2_understanding_neurons.md",
        "x, t = digits.x_train[zero_or_one], digits.y_train[zero_or_one]",
        "x, t = digits.x_train[zero_or_one], np.sort(digits.y_train[zero_or_one])",
    ),
    Fault(
        "2.3: biases are not counted",
        UNIT_2 + "2.3_layers.md",
        "return sum((m + 1) * n for m, n in itertools.pairwise(sizes))",
        "return sum(m * n for m, n in itertools.pairwise(sizes))",
    ),
    Fault(
        "2.4: the way back forgets the slope of the activation",
        UNIT_2 + "2.4_activation_functions.md",
        "d_a = (d_a * f.derivative(z)) @ w.T",
        "d_a = d_a @ w.T",
    ),
    Fault(
        "2.4: He's start at half its variance",
        UNIT_2 + "2.4_activation_functions.md",
        "(relu, lambda n: (2 / n) ** 0.5)",
        "(relu, lambda n: (1 / n) ** 0.5)",
    ),
    Fault(
        "3.1: the test error is measured on the training points",
        UNIT_3 + "3.1_bias_and_variance.md",
        "return training_error, np.mean((curve(grid) - y_new) ** 2)",
        "return training_error, np.mean((curve(x) - measure(week)) ** 2)",
    ),
    Fault(
        "3.1: variance around the truth, not around the mean",
        UNIT_3 + "3.1_bias_and_variance.md",
        "variance = np.mean((curves - mean) ** 2)",
        "variance = np.mean((curves - truth) ** 2)",
    ),
    Fault(
        "3.2: a flipped sign in the gradient",
        UNIT_3 + "3.2_gradient_descent.md",
        "d_z = 2 * (sigmoid(z) - t) * sigmoid.derivative(z) / len(t)",
        "d_z = 2 * (t - sigmoid(z)) * sigmoid.derivative(z) / len(t)",
    ),
    Fault(
        "3.2: the step is not multiplied by the learning rate for the bias",
        UNIT_3 + "3.2_gradient_descent.md",
        "w, b = w - 0.5 * d_w, b - 0.5 * d_b",
        "w, b = w + 0.5 * d_w, b - 0.5 * d_b",
    ),
    Fault(
        "3.3: dropout stays on at test time",
        UNIT_3 + "3.3_regularization.md",
        "once_more = [model.eval()(images)",
        "once_more = [model.train()(images)",
    ),
    Fault(
        "3.3: the test error is that of the training images",
        UNIT_3 + "3.3_regularization.md",
        "found.append((misread(model, x, y), test))",
        "found.append((misread(model, x, y), misread(model, x, y)))",
    ),
    Fault(
        "3.4: softmax over the wrong axis",
        UNIT_3 + "3.4_cost_functions.md",
        "by_formula = (softmax(z) - np.eye(3)[right]) / 2",
        "by_formula = (softmax(z, axis=0) - np.eye(3)[right]) / 2",
    ),
    Fault(
        "3.4: validated on training images",
        UNIT_3 + "3.4_cost_functions.md",
        "validation=(digits.x_test, digits.y_test)",
        "validation=(digits.x_train[rows], digits.y_train[rows])",
    ),
    Fault(
        "3.5: a flipped sign in the gradient of cross-entropy",
        UNIT_3 + "3.5_backpropagation.md",
        "d_z[rows, targets] -= 1",
        "d_z[rows, targets] += 1",
    ),
    Fault(
        "3.5: biases are not updated",
        UNIT_3 + "3.5_backpropagation.md",
        "layer.bias -= 0.1 * layer.d_bias",
        "layer.bias -= 0 * layer.d_bias",
    ),
    Fault(
        "3.6: momentum with the wrong sign",
        UNIT_3 + "3.6_optimizers.md",
        "v = beta * v + gradient(theta)",
        "v = -beta * v + gradient(theta)",
    ),
    Fault(
        "3.6: Nesterov does not look ahead",
        UNIT_3 + "3.6_optimizers.md",
        "theta = theta - eta * (g + beta * v)",
        "theta = theta - eta * v",
    ),
    Fault(
        "3.6: Adam without bias correction",
        UNIT_3 + "3.6_optimizers.md",
        "m_hat, s_hat = m / (1 - 0.9**t), s / (1 - 0.999**t)",
        "m_hat, s_hat = m, s",
    ),
]

PRACTICE = [
    Fault(
        "exercise split_by_writer: the solution leaks",
        "exercises/01_machine_learning/exercises.py",
        "    chosen = rng.choice(np.unique(writers), n_test, replace=False)\n"
        "    return np.isin(writers, chosen)\n",
        "    return rng.random(len(writers)) < n_test / len(np.unique(writers))\n",
        EXERCISES,
    ),
    Fault(
        "exercise degree_by_validation: the solution judges by training points",
        "exercises/03_foundations/exercises.py",
        "        errors.append(np.mean((curve(x_new) - y_new) ** 2))\n    return",
        "        errors.append(np.mean((curve(x) - y) ** 2))\n    return",
        EXERCISES,
    ),
    Fault(
        "exercise descend: a known mistake that is none",
        "exercises/03_foundations/exercises.py",
        "theta + rate * slope(theta)",
        "theta - rate * slope(theta)",
        EXERCISES,
    ),
    Fault(
        "exercise bump: the solution has a flipped sign",
        "exercises/02_neural_networks/exercises.py",
        "    down = sigmoid(steepness * (x - right))\n    return height * (up - down)",
        "    down = sigmoid(steepness * (x - right))\n    return height * (up + down)",
        EXERCISES,
    ),
    Fault(
        "quiz 1.1: the right answer is marked wrong",
        "exercises/01_machine_learning/quiz.yaml",
        "- right: One number, the threshold.",
        "- wrong: One number, the threshold.",
        ("tests/test_study_data.py",),
    ),
    Fault(
        "quiz 2.1: the number that counts as right is another one",
        "exercises/02_neural_networks/quiz.yaml",
        'if steps at the same place are merged?"\n      number: 9',
        'if steps at the same place are merged?"\n      number: 10',
        ("tests/test_quiz_numbers.py",),
    ),
]

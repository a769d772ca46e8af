import AssayBase
import AssayExplanations
import AssayImages

/// What stands beside the pictures of explanations.
struct ExplanationCaptions {
  let inputs: LoadedInputs
  let examples: ExplainedExamples
  let target: ExplanationTarget

  /// Over everything.
  var title: String {
    "\(inputs.model.name) on \(inputs.dataset.name): maps for the score of \(Self.words(of: target))"
  }

  /// A target as it stands behind "the score of".
  static func words(of target: ExplanationTarget) -> String {
    switch target {
    case .label, .predicted: "the \(target.words)"
    case .classIndex, .difference: target.words
    }
  }

  /// The example's number.
  func name(of image: Int) -> String { "#\(image)" }

  /// The example's label and the answer.
  func detail(of image: Int) -> String {
    "is \(className(examples.labels[image]))\nsays \(answer(of: image))"
  }

  /// The example with its label and answer, in a line.
  func title(of image: Int) -> String {
    "\(name(of: image)), label \(className(examples.labels[image])), answer \(answer(of: image))"
  }

  /// What the model says and how sure it is, not rounded up to certainty.
  private func answer(of image: Int) -> String {
    let answer = examples.answers[image]
    let share = (Double(answer.probability) * 1000).rounded(.down) / 1000
    return "\(className(answer.label)) (\(PercentText.of(share)))"
  }

  /// The class whose score is explained.
  func explained(_ image: Int) -> String {
    let own = className(examples.scores.classes[image])
    return examples.scores.opposed.map { "\(own) rather than \(className($0[image]))" } ?? own
  }

  /// What colours mean.
  func footer(_ request: PictureArgument) -> String {
    let isGray = inputs.dataset.imageSize.channels == 1
    let channels =
      switch request.reduction {
      case .sum: isGray ? "" : "Channels are summed. "
      case .largestMagnitude where isGray, .summedMagnitude where isGray:
        "Absolute values are shown. "
      case .largestMagnitude: "Of the channels the largest absolute value is shown. "
      case .summedMagnitude: "The absolute values of the channels are summed. "
      }
    return "\(channels)White is nothing. The darkest colour begins at the limit below each map, which "
      + "\(PercentText.of(request.percentile / 100)) of its pixels do not exceed."
  }

  /// The example's number with as many digits as the largest has, so that files sort.
  func fileName(of image: Int) -> String {
    let digits = String(max(examples.labels.count - 1, 0)).count
    return String(repeating: "0", count: digits - String(image).count) + String(image)
  }

  private func className(_ index: Int) -> String { inputs.name(ofClass: index) }
}

import AssayBase
import AssayTensor

/// One thing that a drawn transform does to an image.
struct ImageStep: Sendable {
  /// How it is done.
  enum Form: Sendable {
    /// Each pixel as a sum of pixels; where their weights do not add up to 1, the fill has the rest.
    case linear(PixelMap, fill: Float)
    /// A function of a batch and of some numbers, those for all images or for each.
    ///
    /// Steps of one name have the same function.
    case numbers([Float], @Sendable (_ images: Tensor, _ numbers: [[Float]]) -> Tensor)
    /// A differentiable function of one image 1×C×H×W.
    case tensor(@Sendable (Tensor) -> Tensor)
    /// A function of one image of which no derivative is known: gradients pass as if it were not there.
    ///
    /// Athalye, Carlini and Wagner 2018, "Obfuscated Gradients Give a False Sense of Security", section 4.1.
    case picture(@Sendable (Image) -> Image)
  }

  /// What is done, the same for all draws: "rotation".
  let name: String
  /// What was drawn: "rotation 12.5°".
  let text: String
  /// The size of the result.
  let size: ImageSize
  let form: Form
  /// How a mask moves along, without values between those there are; nothing where pixels stay where they are.
  ///
  /// Made when it is asked for, as most images have no mask.
  let movement: (@Sendable () -> PixelMap)?

  init(
    _ name: String, _ text: String? = nil, size: ImageSize, _ form: Form, movement: (@Sendable () -> PixelMap)? = nil
  ) {
    self.name = name
    self.text = text ?? name
    self.size = size
    self.form = form
    self.movement = movement
  }

  /// What steps must agree in to be taken together.
  var signature: String {
    switch form {
    case .linear(let map, let fill):
      if case .axes = map.form { return "\(name), axes, \(size), \(fill)" }
      return "\(name), plane, \(size), \(fill)"
    case .numbers, .tensor, .picture: return "\(name), \(size)"
    }
  }

  /// Takes steps of one signature, one for all images or one for each.
  ///
  /// - Throws: `AssayError` of kind `contractBroken` for a function of a user's that gives another size than it should.
  static func apply(_ steps: [ImageStep], to images: Tensor) throws -> Tensor {
    switch steps[0].form {
    case .linear(_, let fill):
      let maps = steps.compactMap { step in
        if case .linear(let map, _) = step.form { map } else { nil }
      }
      return images.mapped(by: maps, fill: fill)
    case .numbers(_, let function):
      let numbers = steps.compactMap { step in
        if case .numbers(let numbers, _) = step.form { numbers } else { nil }
      }
      return function(images, numbers)
    case .tensor:
      return .concatenating(
        try (0..<images.shape[0]).map { try steps[steps.count == 1 ? 0 : $0].result(of: images.rows([$0])) }, axis: 0)
    case .picture:
      let functions = steps.compactMap { step in
        if case .picture(let function) = step.form { function } else { nil }
      }
      return images.passingGradients(through: functions)
    }
  }
}

extension ImageStep {
  /// The result of a step by a user's function of a tensor.
  private func result(of image: Tensor) throws -> Tensor {
    guard case .tensor(let function) = form else { return image }
    let result = function(image)
    guard result.shape == [1, size.channels, size.height, size.width] else {
      throw AssayError(
        .contractBroken, "the transform made an image of another size than it should", expected: "1×\(size)",
        found: "\(result.shape)", at: name)
    }
    return result
  }

  /// A change of colour by one number an image.
  static func colour(_ function: ColourFunction, _ amount: Double, size: ImageSize, text: String? = nil) -> ImageStep {
    ImageStep(
      function.rawValue, text ?? "\(function.rawValue) \(amount.short)", size: size,
      .numbers([Float(amount)]) { images, numbers in function(images, numbers.map { $0[0] }) })
  }

  /// A move of pixels.
  static func moving(
    _ name: String, _ text: String? = nil, from size: ImageSize, _ map: PixelMap, fill: Float = 0,
    mask: (@Sendable () -> PixelMap)? = nil
  ) -> ImageStep {
    let newSize = ImageSize(channels: size.channels, height: map.height, width: map.width)
    return ImageStep(name, text, size: newSize, .linear(map, fill: fill), movement: mask ?? { map })
  }
}

extension Double {
  /// In at most three decimals.
  var short: String { "\((self * 1000).rounded() / 1000)" }
}

extension ImageSize {
  var extent: (height: Int, width: Int) { (height, width) }
}

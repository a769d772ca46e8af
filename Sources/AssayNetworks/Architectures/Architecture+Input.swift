import AssayBase
import AssayTensor

extension Architecture {
  /// The same layers for images of another shape.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when they do not fit through the layers, as with dense layers behind a flattened
  ///   image; such networks are made for their input.
  public func taking(_ input: Shape) throws -> Architecture {
    guard input.rank == 3, input.dimensions.allSatisfy({ $0 > 0 }) else {
      throw AssayError(.shapeMismatch, "an image has three extents", expected: "C×H×W", found: "\(input)")
    }
    let output = try body.outputShape(for: input)
    guard output == [classCount] else {
      throw AssayError(
        .shapeMismatch, "images do not fit the architecture “\(name)”",
        expected: "\(classCount) numbers behind the layers", found: "\(output) from \(input)")
    }
    return Architecture(name, input: input, classes: classCount) { body }
  }

  /// The same network on pixels in [0, 1], normalised by a layer in front of the others.
  ///
  /// An architecture that normalises already, or has another number of channels, is a programming error.
  public func normalizing(_ pixels: PixelNormalization) -> Architecture {
    precondition(preprocessing.normalization == nil, "\(name) normalises its pixels already")
    return Architecture(name, input: inputShape, classes: classCount) {
      pixels
      body
    }
  }
}

extension Sequential {
  /// How many numbers the layers make of an image of shape `input`.
  ///
  /// A misfit is a programming error: the layers are written in code.
  func featureCount(for input: Shape) -> Int {
    do {
      return try outputShape(for: input).count
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

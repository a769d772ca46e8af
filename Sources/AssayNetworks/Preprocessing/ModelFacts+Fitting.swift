import AssayBase
import AssayImages
import AssayTensor

extension ModelFacts {
  /// What of the facts a network uses.
  package struct Fitted: Sendable {
    /// The layer in front of the others; nil where pixels stay as they are.
    package let normalization: PixelNormalization?
    /// What the network's metadata say of the facts.
    package let metadata: [String: String]
    /// What a person should know.
    package let remarks: [String]
  }

  /// The facts as a network of images of `shape` and so many classes uses them.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` where what a person gave does not fit; what a file says is left out, and a remark
  ///   says so.
  package func fitted(to shape: Shape, classes: Int) throws -> Fitted {
    var (metadata, remarks) = ([String: String](), remarks)
    func use<Value>(_ statement: Statement<Value>?, _ body: (Value) throws -> Void) throws {
      guard let statement else { return }
      do {
        try body(statement.value)
      } catch let error as AssayError {
        let error = error.located(at: statement.source.name)
        if statement.source.isGiven { throw error }
        remarks.append("not used: \(error)")
      }
    }
    var normalization: PixelNormalization?
    try use(self.normalization) { value in
      normalization = try value?.fitting(channels: shape[0])
      metadata[Network.MetadataKey.normalizationSource] = self.normalization?.source.name
    }
    try use(order) { order in
      guard order == .bgr, normalization?.order ?? .rgb == .rgb else { return }
      let colours = normalization ?? PixelNormalization(means: [0], deviations: [1])
      let fitting = try colours.fitting(channels: 3)
      // What is listed for red, green and blue is listed the other way round for the network.
      normalization = try PixelNormalization(
        means: fitting.means.reversed(), deviations: fitting.deviations.reversed(), order: .bgr
      ).fitting(channels: shape[0])
      metadata[Network.MetadataKey.normalizationSource] = Set(
        [self.normalization?.source.name, self.order?.source.name].compactMap { $0 }
      ).sorted().joined(separator: ", ")
    }
    try use(preparation) { preparation in
      metadata[Preprocessing.preparationKey] = "\(try preparation.fitting(shape).json)"
      metadata[Network.MetadataKey.preparationSource] = self.preparation?.source.name
    }
    try use(classNames) { names in
      guard names.count == classes else {
        throw AssayError(
          .shapeMismatch, "there are not as many names as the model has classes", expected: "\(classes)",
          found: "\(names.count)")
      }
      metadata[Network.MetadataKey.classNames] = "\(JSONValue.array(names.map(JSONValue.string)))"
      metadata[Network.MetadataKey.classNamesSource] = classNames?.source.name
    }
    return Fitted(normalization: normalization, metadata: metadata, remarks: remarks)
  }
}

extension ImagePreparation {
  /// The same with the channels of a network's images, whose size it must give.
  fileprivate func fitting(_ shape: Shape) throws -> ImagePreparation {
    guard shape[0] == 1 || shape[0] == 3 else {
      throw AssayError(
        .shapeMismatch, "pictures do not have the network's channels", expected: "1 or 3", found: "\(shape[0])")
    }
    if let extent, (extent.height, extent.width) != (shape[1], shape[2]) {
      throw AssayError(
        .shapeMismatch, "pictures would not get the size of the network's images", expected: "\(shape[1])×\(shape[2])",
        found: "\(extent)")
    }
    var result = self
    result.channels = shape[0] == 1 ? .gray : .rgb
    return result
  }
}

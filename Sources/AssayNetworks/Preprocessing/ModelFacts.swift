import AssayImages

/// What is said of a model beside its layers, and by whom: what it does to pixels, how pictures become its images, its classes.
///
/// A person's word, a file's metadata and the files beside it each say a part. ``completed(by:)`` puts them together in the
/// order of their weight, and ``fitted(to:classes:)`` holds them against the network.
package struct ModelFacts: Sendable {
  /// Who says something.
  package struct Source: Sendable, Equatable {
    /// As messages call it: "preprocessor_config.json".
    package let name: String
    /// Whether a person said it for this model, so that what does not fit is an error, where a file's word is only not used.
    package let isGiven: Bool

    package init(_ name: String, isGiven: Bool = false) {
      self.name = name
      self.isGiven = isGiven
    }
  }

  /// Something that is said, and by whom.
  package struct Statement<Value: Sendable & Equatable>: Sendable {
    package let value: Value
    package let source: Source

    package init(_ value: Value, _ source: Source) {
      self.value = value
      self.source = source
    }
  }

  /// What is done to pixels in [0, 1] before the layers; nil inside where someone says that nothing is.
  package var normalization: Statement<PixelNormalization?>?
  /// The order of the channels, where it is said apart from the normalisation.
  package var order: Statement<ChannelOrder>?
  /// How pictures become images; the channels are the network's.
  package var preparation: Statement<ImagePreparation>?
  /// The height and width of the images.
  package var extent: Statement<ImagePreparation.Extent>?
  /// The names of the classes in the order of the logits.
  package var classNames: Statement<[String]>?
  /// What a person should know of what was read.
  package var remarks: [String] = []

  /// Nothing is said.
  package init() {}

  /// What a person says in code.
  ///
  /// - Parameter source: How messages call it.
  package init(normalization: PixelNormalization?, classNames: [String]?, source: String) {
    let source = Source(source, isGiven: true)
    self.normalization = normalization.map { Statement($0, source) }
    self.classNames = classNames.map { Statement($0, source) }
  }

  /// Whether nothing is said.
  package var isEmpty: Bool {
    normalization == nil && order == nil && preparation == nil && extent == nil && classNames == nil
  }

  /// These facts, and of `other` what they leave open; a remark says where both say something else.
  package func completed(by other: ModelFacts) -> ModelFacts {
    var result = self
    result.remarks += other.remarks
    func take<Value>(_ what: String, _ path: WritableKeyPath<ModelFacts, Statement<Value>?>) {
      guard let theirs = other[keyPath: path] else { return }
      guard let ours = self[keyPath: path] else {
        result[keyPath: path] = theirs
        return
      }
      guard ours.value != theirs.value else { return }
      result.remarks.append("\(what) taken from \(ours.source.name), where \(theirs.source.name) says something else")
    }
    take("the normalisation of pixels is", \.normalization)
    take("the order of the channels is", \.order)
    take("the resizing of pictures is", \.preparation)
    take("the size of images is", \.extent)
    take("the names of the classes are", \.classNames)
    return result
  }
}

import AssayImages

/// The examples of another source with other labels.
struct RelabelledSource: ExampleSource {
  let base: any ExampleSource
  /// The new label of each old one; nil for classes whose examples nobody asks for.
  let labels: [Int?]

  var count: Int { base.count }
  var preparation: ImagePreparation? { base.preparation }
  var remarks: [String] { base.remarks }

  func example(at index: Int) throws -> Example { relabelled(try base.example(at: index)) }

  func examples(at indices: [Int]) throws -> [Example] { try base.examples(at: indices).map(relabelled) }

  func label(at index: Int) throws -> Int { newLabel(try base.label(at: index)) }

  func group(at index: Int) -> String? { base.group(at: index) }

  func file(at index: Int) -> String? { base.file(at: index) }

  func regions(at index: Int) throws -> [ImageRegion] { try base.regions(at: index) }

  private func relabelled(_ example: Example) -> Example {
    Example(
      image: example.image, label: newLabel(example.label), index: example.index, sourceRow: example.sourceRow)
  }

  /// A class left out becomes -1, which a data set refuses.
  private func newLabel(_ label: Int) -> Int { (labels.indices.contains(label) ? labels[label] : nil) ?? -1 }
}

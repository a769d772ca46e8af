import AssayTensor

extension Architecture {
  /// The number of multiply-adds that one image takes.
  public var multiplyAdds: Int { layerSummaries.multiplyAdds }

  /// What every layer gives and costs, those of a branching layer behind it.
  public var layerSummaries: [LayerSummary] {
    // The layers were checked on this shape when the architecture was made.
    (try? body.summary(for: inputShape)) ?? []
  }

  /// A table of all layers with their output shapes, weights and multiply-adds for one image, and the totals.
  public var summary: String {
    LayerTable(title: description, lines: layerSummaries, parameters: body.parameters).text
  }
}

extension Architecture: CustomStringConvertible {
  /// As "resnet18: 3×224×224 → 1000".
  public var description: String { "\(name): \(inputShape) → \(classCount)" }
}

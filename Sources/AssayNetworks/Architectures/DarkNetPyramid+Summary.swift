import AssayTensor

extension DarkNetPyramid {
  /// What every layer gives and costs for one image of shape `input`: the stages, then each head from the coarsest on.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when images of that shape do not fit.
  public func layerSummaries(for input: Shape) throws -> [LayerSummary] {
    var lines: [LayerSummary] = []
    func append(_ part: Sequential, on shape: Shape) throws -> Shape {
      lines += try part.summary(for: shape)
      return try part.outputShape(for: shape)
    }
    func join(_ route: Sequential, of coarser: Shape, with finer: Shape) throws -> Shape {
      let routed = try append(route, on: coarser)
      return [routed[0] + finer[0], finer[1], finer[2]]
    }
    _ = try outputShapes(for: input)
    let fineFeatures = try append(fine, on: input)
    let middleFeatures = try append(middle, on: fineFeatures)
    let coarseFeatures = try append(coarseNeck, on: try append(coarse, on: middleFeatures))
    _ = try append(coarseHead, on: coarseFeatures)
    let middleJoined = try append(middleNeck, on: try join(coarseRoute, of: coarseFeatures, with: middleFeatures))
    _ = try append(middleHead, on: middleJoined)
    _ = try append(fineHead, on: try append(fineNeck, on: try join(middleRoute, of: middleJoined, with: fineFeatures)))
    return lines
  }

  /// The number of multiply-adds that one image of shape `input` takes.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when images of that shape do not fit.
  public func multiplyAdds(for input: Shape) throws -> Int { try layerSummaries(for: input).multiplyAdds }

  /// A table of all layers with their output shapes, weights and multiply-adds for one image, and the totals.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when images of that shape do not fit.
  public func summary(for input: Shape) throws -> String {
    let maps = try outputShapes(for: input)
    let title = "\(Self.name): \(input) → \(maps.stride32), \(maps.stride16), \(maps.stride8)"
    return LayerTable(title: title, lines: try layerSummaries(for: input), parameters: parameters).text
  }
}

import AssayBase
import AssayNetworks
import AssayTensor

/// Random search with square-shaped changes (Andriushchenko et al. 2020, algorithm 1).
package struct SquareSearch: AttackAlgorithm {
  package var target: AttackTarget
  private let bounds: PerturbationBall
  private let queries: Int
  private let initialShare: Double

  package init(ball: PerturbationBall, queries: Int, initialShare: Double, target: AttackTarget) {
    bounds = ball
    self.queries = queries
    self.initialShare = initialShare
    self.target = target
  }

  package var name: String { "Square" }
  package var norm: Norm { bounds.norm }
  package var ball: PerturbationBall? { bounds }
  package var kind: AttackKind { .queries }

  package var settings: [String] {
    [queries == 1 ? "1 query" : "\(queries) queries"]
      + (initialShare == Self.standardShare ? [] : ["first share \(initialShare)"])
  }

  /// The paper's share of the image that the first squares cover.
  static let standardShare = 0.8

  package func validate() throws {
    try bounds.validate()
    try validate(norms: [.linf, .l2])
    try validate(queries, "queries")
    guard initialShare > 0, initialShare <= 1 else {
      throw AssayError(
        .invalidArgument, "the first squares must cover a share of the image", expected: "a number above 0, at most 1",
        found: "\(initialShare)", at: "initialShare")
    }
  }

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    SquareSearch(ball: bounds.resized(epsilon), queries: queries, initialShare: initialShare, target: target)
  }

  package func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    let canvas = SquareCanvas(of: batch.images)
    let proposer: any SquareProposer =
      switch bounds.norm {
      case .linf: SignedSquares(canvas, epsilon: Float(bounds.epsilon), around: batch.images)
      default: BumpSquares(canvas, epsilon: Float(bounds.epsilon), around: batch.images)
      }
    var streams = batch.keys.map { RandomStream($0.derived("square")) }
    var search = QuerySearch(batch, model, target: target)
    for query in 0..<queries where !search.active.isEmpty {
      let share = share(at: query)
      let shape = batch.images.shape.withFirst(search.active.count)
      let proposals = Tensor(shape: shape) { out in
        for (row, example) in search.active.enumerated() {
          let place = out + row * canvas.count
          if query == 0 {
            proposer.start(example, from: &streams[example], into: place)
          } else {
            place.update(from: search.images.pointer + example * canvas.count, count: canvas.count)
            proposer.change(example, share: share, from: &streams[example], in: place)
          }
        }
      }
      try search.consider(proposals)
    }
    return (search.images, search.roster.work)
  }

  /// The share of the image that a square covers: halved at the paper's queries, which are for 10,000 in all.
  private func share(at query: Int) -> Double {
    let place = query * 10_000 / queries
    let halvings = [10, 50, 200, 500, 1_000, 2_000, 4_000, 6_000, 8_000].count { place > $0 }
    return initialShare / Double(1 << halvings)
  }
}

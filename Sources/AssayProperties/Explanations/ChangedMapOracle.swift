import AssayBase
import AssayCheck
import AssayDatasets
import AssayExplanations
import AssayImages
import AssayTensor

/// Says whether an image on the 8-bit grid breaks a claim about maps, by the margin and inside the ball.
///
/// It knows no slope: the derivative of a map is not what every explanation has.
struct ChangedMapOracle: SlopedGridOracle {
  private let claim: any ChangedMapClaim
  private let subject: ExplainedModel
  private let example: ExplainedExamples
  private let ball: GridBall
  private let clean: ByteImage

  init(_ claim: any ChangedMapClaim, _ subject: ExplainedModel, _ example: Example, as clean: ByteImage, ball: GridBall)
    throws
  {
    self.claim = claim
    self.subject = subject
    self.ball = ball
    self.clean = clean
    let onGrid = Example(image: Image(clean), label: example.label, index: example.index)
    self.example = try ExplainedExamples(ExampleBatch([onGrid]), subject, claim.explanation, claim.target)
  }

  func judge(_ images: [[UInt8]]) async throws -> [GridJudgement] {
    try await BlockingWork.run {
      try zip(images, findings(of: images)).map { bytes, finding in
        let isInside = ball.contains(bytes)
        return GridJudgement(
          fails: isInside && finding.excess >= MapFinding.margin, lead: isInside ? finding.excess : -.infinity)
      }
    }
  }

  func slope(at image: [UInt8]) async throws -> [Double] { [Double](repeating: 0, count: image.count) }

  /// What the claim says of images.
  func findings(of images: [[UInt8]]) throws -> [MapFinding] {
    let changed = try images.map { try Image(clean.replacing(bytes: $0)) }
    return try claim.findings(
      subject, of: Tensor(images: changed), from: example.repeating(0, count: images.count))
  }
}

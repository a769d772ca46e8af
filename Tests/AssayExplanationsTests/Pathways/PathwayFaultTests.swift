import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// What cannot be studied is refused with what was wrong.
@Suite struct PathwayFaultTests {
  private let tiny: TinyStudy

  init() throws { tiny = try TinyStudy(TinyNetworks.chain()) }

  private func fault(
    _ study: PathwayStudy = PathwayStudy(from: 0, to: 1), of model: (any Classifier)? = nil, originals: Tensor? = nil,
    targets: Tensor? = nil, attacked: Tensor? = nil, strengths: [Double] = [0.5]
  ) -> AssayError? {
    do {
      _ = try study.pathways(
        of: model ?? tiny.network, originals: PathwayImages(originals ?? tiny.originals),
        targets: PathwayImages(targets ?? tiny.targets),
        attacks: strengths.map { PathwayAttack(strength: $0, images: attacked ?? tiny.attacked) })
      return nil
    } catch { return error as? AssayError }
  }

  @Test func settings() {
    #expect(fault() == nil)
    #expect(fault(PathwayStudy(from: 0, to: 2))?.location == "target class")
    #expect(fault(PathwayStudy(from: -1, to: 1))?.location == "original class")
    #expect(fault(PathwayStudy(from: 1, to: 1))?.kind == .invalidArgument)
    for share in [0, -1, 1.5, .nan] { #expect(fault(PathwayStudy(from: 0, to: 1, share: share))?.location == "share") }
    for strength in [0, -1, Double.infinity, .nan] { #expect(fault(strengths: [strength])?.location == "attacks") }
    #expect(fault(strengths: [0.5, 0.5])?.location == "attacks" && fault(strengths: [])?.kind == .empty)
  }

  @Test func layers() {
    let unknown = fault(PathwayStudy(from: 0, to: 1, layers: ["a", "c"]))
    #expect(unknown?.kind == .unknownName && unknown?.expected?.contains("relu1") == true)
    #expect(fault(PathwayStudy(from: 0, to: 1, layers: ["a", "relu1"]))?.location == "layers")
    #expect(fault(PathwayStudy(from: 0, to: 1, layers: []))?.kind == .invalidArgument)
    #expect(fault(PathwayStudy(from: 0, to: 1, layers: ["b", "a"])) == nil)
    #expect(fault(of: AnswersAlone(network: tiny.network))?.kind == .unsupported)
  }

  @Test func images() {
    // No image of the class that the model gets right; no success; another number; another size.
    #expect(fault(originals: tiny.targets, attacked: tiny.targets)?.location == "original images")
    #expect(fault(targets: tiny.originals)?.location == "target images")
    #expect(fault(targets: tiny.originals.rows(0..<0))?.kind == .empty)
    #expect(fault(attacked: tiny.originals)?.kind == .empty)
    #expect(fault(attacked: tiny.attacked.rows(0..<2))?.kind == .shapeMismatch)
    #expect(fault(targets: .zeros([2, 3, 4, 4]))?.kind == .shapeMismatch)
  }

  @Test func strengthsWithoutSuccessAreSaid() throws {
    let pathways = try PathwayStudy(from: 0, to: 1).pathways(
      of: tiny.network, originals: PathwayImages(tiny.originals), targets: PathwayImages(tiny.targets),
      attacks: [
        PathwayAttack(strength: 0.5, images: tiny.attacked), PathwayAttack(strength: 0.1, images: tiny.originals),
      ])
    #expect(pathways.strengths == [0.5] && pathways.unsuccessfulStrengths == [0.1])
  }
}

/// A model that shows nothing but its answers.
private struct AnswersAlone: Classifier {
  let network: Network
  var name: String { "answers" }
  var inputShape: Shape { network.inputShape }
  var classCount: Int { network.classCount }
  func logits(for images: Tensor) throws -> Logits { try network.logits(for: images) }
}

import AssayBase
import AssayNetworks
import AssayStatistics
import AssayTensor

/// The medians over images of what kernels answer, for all pairs of channels that lie on ways between shown channels.
struct InfluenceSurvey {
  /// What is asked: kernels with their pairs, of all segments.
  private let asked: [Question]
  private let graph: NetworkGraph
  private let inputShape: Shape
  private let last: PlanValue
  /// The most numbers that are held at a time, one an image and pair. Where there are more, the network runs again.
  private let limit: Int

  private struct Question {
    let segment: Int
    let node: Int
    let pairs: KernelResponses
  }

  /// What the activations of a slice, and the answers to a channel, may take.
  private static let sliceBytes = 24 << 20

  /// Prepares the questions that `segments` ask about the ways between the `shown` channels of their layers.
  init(_ segments: [PathwaySegment], shown: [[Int]], in graph: NetworkGraph, limit: Int) {
    self.limit = limit
    (self.graph, inputShape) = (graph, graph.shape(of: graph.input))
    last = segments.last?.end ?? graph.input
    asked = segments.enumerated().flatMap { index, segment in
      let responses = segment.responses(from: shown[index], to: shown[index + 1])
      return responses.keys.sorted().flatMap { node in
        (responses[node] ?? []).map { Question(segment: index, node: node, pairs: $0) }
      }
    }
  }

  /// For each segment and each of its kernels what its pairs say, in the median over the images `rows`.
  func medians(
    of images: PathwayImages, rows: [Int]
  ) throws -> [[Int: [(pairs: KernelResponses, influence: [Double])]]] {
    var found: [Int: [Double]] = [:]
    for pass in passes(images: rows.count) {
      let medians = try medians(of: pass, images, rows: rows)
      for (piece, values) in zip(pass, medians) { found[piece.question, default: []] += values }
    }
    let segmentCount = (asked.map(\.segment).max() ?? -1) + 1
    var result = [[Int: [(pairs: KernelResponses, influence: [Double])]]](repeating: [:], count: segmentCount)
    for (index, question) in asked.enumerated() {
      result[question.segment][question.node, default: []].append((question.pairs, found[index] ?? []))
    }
    return result
  }

  /// Some sources of a question.
  private struct Piece {
    let question: Int
    let pairs: KernelResponses
  }

  /// The questions in pieces, and as many together as may be held at a time.
  private func passes(images: Int) -> [[Piece]] {
    var (passes, held) = ([[Piece]](), 0)
    for (index, question) in asked.enumerated() {
      let (kernel, outputs) = (question.pairs.kernel, question.pairs.outputs)
      let atOnce = max(1, limit / max(1, outputs.count * images))
      for start in stride(from: 0, to: question.pairs.sources.count, by: atOnce) {
        let sources = Array(question.pairs.sources[start..<min(start + atOnce, question.pairs.sources.count)])
        let pairs = KernelResponses(kernel: kernel, sources: sources, outputs: outputs)
        if passes.isEmpty || held + pairs.pairCount * images > limit {
          passes.append([])
          held = 0
        }
        passes[passes.count - 1].append(Piece(question: index, pairs: pairs))
        held += pairs.pairCount * images
      }
    }
    return passes
  }

  private func medians(of pass: [Piece], _ images: PathwayImages, rows: [Int]) throws -> [[Double]] {
    let read = pass.map(\.pairs.kernel.input)
    let values = Array(Set(read)).sorted { $0.index < $1.index }
    let plan = try plan(to: values)
    var answers = pass.map { piece in
      (0..<piece.pairs.pairCount).map { _ in
        var answers: [Float] = []
        answers.reserveCapacity(rows.count)
        return answers
      }
    }
    try images.forEachSlice(of: rows, size: sliceSize(values, pass)) { images, _ in
      let activations = Dictionary(zip(values, try plan.outputs(for: images))) { first, _ in first }
      for (index, piece) in pass.enumerated() {
        guard let activation = activations[read[index]] else { continue }
        for (pair, answer) in try piece.pairs.values(for: activation).enumerated() {
          answers[index][pair] += answer
        }
      }
    }
    return try answers.map { pairs in try WorkerPool.map(pairs.count) { Median.of(pairs[$0]) } }
  }

  /// The layers up to `values`, none of them computed otherwise than for other values.
  ///
  /// A plan fuses what nobody else reads, which changes last bits; so the end of the last segment is always wanted, reduced
  /// to a number a channel, and with it everything that reads the values.
  private func plan(to values: [PlanValue]) throws -> Plan {
    var count = 0
    return try graph.plan(to: values + [last]) { result, plan in
      count += 1
      return count > values.count ? plan.maximum(of: result) : result
    }
  }

  /// As many images as the activations, and the answers of each thread to a channel, leave room for.
  private func sliceSize(_ values: [PlanValue], _ pass: [Piece]) -> Int {
    let activations = values.reduce(0) { $0 + graph.shape(of: $1).count }
    let answers = pass.map { piece in
      let size = piece.pairs.kernel.outputSize
      return piece.pairs.outputs.count * size.height * size.width
    }
    let each = max(2 * activations, ComputeContext.current.threads * (answers.max() ?? 0))
    let slice = Self.sliceBytes / max(1, each * MemoryLayout<Float>.stride)
    return max(1, min(slice, PathwayImages.sliceSize(for: inputShape)))
  }
}

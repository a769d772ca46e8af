import AssayBase
import Foundation

/// Reads damaged copies of real files: each is read or refused with a typed error that says where, and nothing else.
///
/// A copy gets up to four edits, of any format or of this one. Equal seeds damage alike on every machine.
public struct FileFuzzer: Sendable {
  /// A change to a file's bytes.
  public typealias Edit = @Sendable (_ bytes: inout [UInt8], _ random: inout RandomStream) -> Void

  /// What is read, for the printed line.
  public let name: String
  /// The files to damage.
  public let files: [[UInt8]]
  /// The number of bytes at a file's start that decide most: half of the places are there.
  public var headCount = 100
  /// Edits that know the format, taken as often as all others together.
  public var edits: [Edit] = []
  /// Makes what guards a damaged file right again, such as its check sums; done three times in four.
  public var repair: Edit?
  /// The kinds that errors may have.
  public var kinds: Set<AssayError.Kind> = [.malformedData, .unsupported, .limitExceeded]
  /// Words of which each error's location must contain one.
  public var places = ["byte "]
  /// The largest number of bytes a file may become, for each of its own.
  public var largestGrowth = 1032 * 8
  /// The number of seconds of this thread's processor time that one file may take, however busy the machine.
  public var patience = 20.0

  /// Damages copies of `files`, none of which may be empty.
  public init(_ name: String, files: [[UInt8]]) {
    self.name = name
    self.files = files
  }

  /// Reads `count` damaged files by `read`, which returns how many bytes of memory the result has.
  ///
  /// The line of the totals is printed.
  public func run(seed: UInt64, count: Int, _ read: ([UInt8]) throws -> Int) -> FuzzTally {
    var random = RandomStream(RandomKey(seed: seed).derived(name))
    var tally = FuzzTally(name: name, seed: seed)
    guard !files.isEmpty else { return tally }
    for number in 0..<count {
      let bytes = damaged(&random)
      let start = ThreadClock.seconds
      let problem = check(bytes, &tally, read)
      let seconds = ThreadClock.seconds - start
      tally.slowest = max(tally.slowest, seconds)
      if let problem { tally.problems.append("file \(number): \(problem)") }
      if seconds > patience { tally.problems.append("file \(number): took \(seconds) s") }
    }
    print(tally.description)
    return tally
  }

  /// What is wrong with the outcome of reading `bytes`, if anything.
  private func check(_ bytes: [UInt8], _ tally: inout FuzzTally, _ read: ([UInt8]) throws -> Int) -> String? {
    do {
      let memory = try read(bytes)
      tally.read += 1
      // A small constant for formats whose smallest results are larger than their files.
      return memory > largestGrowth * (bytes.count + 64) ? "\(bytes.count) bytes became \(memory)" : nil
    } catch let error as AssayError {
      tally.refused[error.kind, default: 0] += 1
      if !kinds.contains(error.kind) { return "unexpected kind \(error.kind): \(error)" }
      let place = error.location ?? ""
      return places.contains { place.contains($0) } ? nil : "no place: \(error)"
    } catch {
      return "not an AssayError: \(error)"
    }
  }

  private func damaged(_ random: inout RandomStream) -> [UInt8] {
    var bytes = files[random.integer(in: 0...(files.count - 1))]
    for _ in 0..<random.integer(in: 1...4) {
      if !edits.isEmpty, random.integer(in: 0...1) == 0 {
        edits[random.integer(in: 0...(edits.count - 1))](&bytes, &random)
      } else if random.integer(in: 0...15) == 0 {
        FileDamage.splice(&bytes, with: files[random.integer(in: 0...(files.count - 1))], &random)
      } else {
        FileDamage.any(&bytes, headCount: headCount, &random)
      }
    }
    if let repair, random.integer(in: 0...3) > 0 { repair(&bytes, &random) }
    return bytes
  }
}
